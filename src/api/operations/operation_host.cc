#include "api/operations/operation_host.h"

#include <exception>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/log.h"

namespace penstock::api {
namespace {

/// What a task throws ends that task only.
void run(const OperationHost::Task& task, RunningOperation& running) noexcept {
  try {
    if (running.stop().stop_requested()) {
      return running.finish(Error{ErrorCode::kCancelled, "the operation was canceled"});
    }
    running.finish(task(running));
  } catch (const std::exception& escaped) {
    log_error("operation {} threw: {}", running.id(), escaped.what());
    running.finish(Error{ErrorCode::kInternal, "the operation failed inside the server"});
  }
}

}  // namespace

OperationHost::OperationHost(Clock& clock)
    : clock_(clock),
      server_wide_(std::make_shared<Operations>(clock)),
      threads_("operation", kThreads, kWaitingMax) {}

OperationHost::~OperationHost() { stop(); }

std::shared_ptr<Operations> OperationHost::of(const documents::Database& database) {
  return table_.with([&](Table& table) {
    auto& operations = table.by_database_id[database.identity().id];
    if (!operations) {
      operations = std::make_shared<Operations>(clock_);
      if (table.stopped) operations->kill_all();
    }
    return operations;
  });
}

Result<std::int64_t> OperationHost::start(const std::shared_ptr<Operations>& operations,
                                          std::optional<std::int64_t> id,
                                          OperationDescription description, Task task) {
  const auto number = id ? *id : operations->next_id();
  const auto running =
      std::make_shared<RunningOperation>(TRY(operations->begin(number, std::move(description))));
  if (threads_.submit([task = std::move(task), running] { run(task, *running); })) return number;
  const Error refusal{ErrorCode::kUnavailable, "too many operations wait already; try again later"};
  running->finish(refusal);
  return refusal;
}

void OperationHost::close(const documents::Database& database) {
  const auto operations = table_.with([&](Table& table) -> std::shared_ptr<Operations> {
    auto found = table.by_database_id.extract(database.identity().id);
    return found ? std::move(found.mapped()) : nullptr;
  });
  if (operations) operations->kill_all();
}

void OperationHost::stop() {
  const auto all = table_.with([&](Table& table) {
    table.stopped = true;
    std::vector<std::shared_ptr<Operations>> open{server_wide_};
    for (const auto& [_, operations] : table.by_database_id) open.push_back(operations);
    return open;
  });
  for (const auto& operations : all) operations->kill_all();
  threads_.stop();
}

}  // namespace penstock::api
