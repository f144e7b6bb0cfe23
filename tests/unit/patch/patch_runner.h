#pragma once

#include <memory>
#include <utility>

#include "patch/patch_attempt.h"
#include "patch/patches.h"
#include "script/script_host.h"
#include "support/assertions.h"

namespace penstock::patch {

/// Runs patches in real script workers and writes what they make.
class PatchRunner {
 public:
  /// False if the build has no script worker.
  bool start() {
#ifdef PENSTOCK_TEST_SCRIPT_WORKER
    host_ = testing::must(script::ScriptHost::open(
        {.worker_command = {PENSTOCK_TEST_SCRIPT_WORKER}, .workers = 1, .limits = {}}, clock_));
    patches_ = std::make_unique<Patches>(*host_);
#endif
    return patches_ != nullptr;
  }

  Patches& patches() { return *patches_; }

  Result<PatchResult> patch(documents::Database& database, const PatchRequest& request) {
    PatchResult result;
    TRY(patches_->writes().write(
        database, request.id,
        [&](const documents::DatabaseSnapshot& snapshot,
            const std::stop_token& stop) -> Result<PreparedTransaction> {
          PatchAttempt attempt(patches_->scripts(), snapshot);
          auto prepared = std::make_shared<PreparedPatch>(TRY(attempt.prepare(request, stop)));
          return PreparedTransaction{
              attempt.read(),
              [prepared, &result](documents::WriteContext& context) -> Result<void> {
                result = TRY(apply(*prepared, context));
                return {};
              }};
        },
        {}));
    return result;
  }

 private:
  SystemClock clock_;
  std::unique_ptr<script::ScriptHost> host_;
  std::unique_ptr<Patches> patches_;
};

}  // namespace penstock::patch
