#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "script/script_host.h"
#include "support/assertions.h"

namespace penstock::script {

/// Documents for load(), by id.
class StoredDocuments final : public DocumentReader {
 public:
  Result<std::optional<std::string>> load(std::string_view id) override;
  /// By what is looked up: "0 rate", "2 users/1 Heartrate 2020 ".
  Result<std::optional<std::string>> look_up(LookUp what,
                                             const std::vector<std::string>& arguments) override;

  std::map<std::string, std::string, std::less<>> texts;
  int loads = 0;
};

/// Runs scripts in real workers: the program script_worker_for_tests.
class ScriptTest : public ::testing::Test {
 protected:
  /// Everything that became of some documents, in a form that is easy to compare.
  struct Outcome {
    std::vector<std::string> objects;  ///< "Orders {...}".
    std::vector<std::string> items;    ///< "0 attachment photo picture", "- counter likes".
    bool keeps_earlier = false;
    std::vector<std::string> output;
    std::string failure;  ///< As ScriptFailure::to_string(); empty if there is none.
  };

  void SetUp() override;
  ScriptHost& host();

  /// What the script makes of each document; they are one slice each `slice_size`.
  std::vector<Outcome> run(const std::string& script, const std::vector<std::string>& documents,
                           std::size_t slice_size = 256);
  Outcome run_one(const std::string& script, const std::string& document);
  /// Why the script does not compile.
  std::string compile_failure(const std::string& script);

  ScriptHostOptions options_;
  SystemClock clock_;
  StoredDocuments stored_;
  bool collect_output_ = true;

 private:
  std::unique_ptr<ScriptHost> host_;
};

}  // namespace penstock::script
