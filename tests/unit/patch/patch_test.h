#pragma once

#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "patch/patch_attempt.h"
#include "patch/patches.h"
#include "script/script_host.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::patch {

/// Patches in real script workers, over a database in memory.
class PatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
#ifndef PENSTOCK_TEST_SCRIPT_WORKER
    GTEST_SKIP() << "built without the script worker";
#else
    host_ = testing::must(script::ScriptHost::open(
        {.worker_command = {PENSTOCK_TEST_SCRIPT_WORKER}, .workers = 1, .limits = {}}, clock_));
    patches_ = std::make_unique<Patches>(*host_);
#endif
  }

  static PatchRequest request(std::string id, std::string script, std::string arguments = "{}") {
    PatchRequest request;
    request.id = std::move(id);
    request.script = {.text = std::move(script), .arguments = std::move(arguments)};
    return request;
  }

  /// Prepares and writes one patch.
  Result<PatchResult> patch(const PatchRequest& request) {
    PatchResult result;
    TRY(patches_->writes().write(
        *database_, request.id,
        [&](const documents::DatabaseSnapshot& snapshot) -> Result<PreparedTransaction> {
          PatchAttempt attempt(patches_->scripts(), snapshot);
          auto prepared = std::make_shared<PreparedPatch>(TRY(attempt.prepare(request)));
          return PreparedTransaction{
              attempt.read(),
              [prepared, &result](documents::WriteContext& context) -> Result<void> {
                result = TRY(apply(*prepared, context));
                return {};
              }};
        }));
    return result;
  }

  /// "Patched": what became of it.
  std::string status(const PatchRequest& request) {
    return std::string(to_string(testing::must(patch(request)).status));
  }

  std::string body(const std::string& id) {
    const auto document = database_.get(id);
    return document ? document->body : "none";
  }

  SystemClock clock_;
  testing::TemporaryDatabase database_;
  std::unique_ptr<script::ScriptHost> host_;
  std::unique_ptr<Patches> patches_;
};

}  // namespace penstock::patch
