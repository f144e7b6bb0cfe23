#pragma once

#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/temporary_database.h"
#include "unit/patch/patch_runner.h"

namespace penstock::patch {

/// Patches in real script workers, over a database in memory.
class PatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!runner_.start()) GTEST_SKIP() << "built without the script worker";
  }

  static PatchRequest request(std::string id, std::string script, std::string arguments = "{}") {
    PatchRequest request;
    request.id = std::move(id);
    request.script = {.text = std::move(script), .arguments = std::move(arguments)};
    return request;
  }

  Result<PatchResult> patch(const PatchRequest& request) {
    return runner_.patch(*database_, request);
  }

  /// "Patched": what became of it.
  std::string status(const PatchRequest& request) {
    return std::string(to_string(testing::must(patch(request)).status));
  }

  std::string body(const std::string& id) {
    const auto document = database_.get(id);
    return document ? document->body : "none";
  }

  testing::TemporaryDatabase database_;
  PatchRunner runner_;
};

}  // namespace penstock::patch
