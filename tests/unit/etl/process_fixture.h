#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "etl/error_store.h"
#include "etl/fake_destination.h"
#include "etl/process.h"
#include "support/assertions.h"
#include "support/fake_script_host.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

namespace penstock::etl {

/// A source database, a destination, and a process between them that can be started again, as
/// after a crash.
class ProcessFixture : public ::testing::Test {
 protected:
  using Objects = FakeScriptHost::Objects;

  ProcessFixture() {
    transformation_.name = "S1";
    transformation_.collections = {"Orders"};
    transformation_.script = "pass";
    transformation_.generation = 1;
    scripts_.define("pass", [](const auto& input, auto&) -> Result<Objects> {
      return Objects{{"Orders", input.json}};
    });
    scripts_.define("ids", [](const auto& input, auto&) -> Result<Objects> {
      return Objects{{"Orders", input.id}};
    });
    scripts_.define("fail-bad", [](const auto& input, auto&) -> Result<Objects> {
      if (input.json.find("bad") != std::string::npos) {
        return Error{ErrorCode::kScriptFailed, "it is bad"};
      }
      return Objects{{"Orders", "{}"}};
    });
    scripts_.define("fail-all", [](const auto&, auto&) -> Result<Objects> {
      return Error{ErrorCode::kScriptFailed, "always"};
    });
  }

  /// A process as after a start of the server; the one before it is gone without a farewell.
  EtlProcess& start() {
    process_.reset();
    TaskDefinition task;
    task.name = "Task";
    task.task_id = task_id_;
    auto identity = process_identity(*database_, task, transformation_);
    errors_ = std::make_unique<ProcessErrors>(error_store_, identity.key);
    destination_ = std::make_unique<FakeDestination>(store_, *errors_);
    process_ = std::make_unique<EtlProcess>(
        std::move(identity),
        EtlProcess::Parts{*database_, scripts_, *destination_, *errors_, database_.clock(),
                          testing::master_keys()},
        options_);
    return *process_;
  }

  NextStep::Kind step() { return process_->step(std::stop_token()).kind; }

  /// Steps until there is nothing to deliver, or no progress.
  NextStep::Kind run() {
    auto kind = step();
    while (kind == NextStep::Kind::kProceed || kind == NextStep::Kind::kPrepareAgain) kind = step();
    return kind;
  }

  void put(std::string_view id, std::string_view n = "0") { database_.put_in("Orders", id, n); }

  std::vector<std::string> errors() {
    std::vector<std::string> messages;
    for (const auto& recorded :
         penstock::testing::must(error_store_.list(process_->identity().key, 0, 1000))) {
      messages.push_back(recorded.error.document_id + ": " + recorded.error.message);
    }
    return messages;
  }

  penstock::testing::TemporaryDatabase database_;
  ErrorStore error_store_{*database_, database_.clock()};
  FakeScriptHost scripts_;
  FakeStore store_;
  Transformation transformation_;
  std::uint64_t task_id_ = 1;
  ProcessOptions options_;
  std::unique_ptr<ProcessErrors> errors_;
  std::unique_ptr<FakeDestination> destination_;
  std::unique_ptr<EtlProcess> process_;
};

}  // namespace penstock::etl
