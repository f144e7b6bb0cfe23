#include "api/operations/operations.h"

#include <utility>

#include <fmt/format.h>

namespace penstock::api {

std::int64_t Operations::next_id() {
  return table_.with([](Table& table) {
    do {
      ++table.last_id;
    } while (table.entries.contains(table.last_id));
    return table.last_id;
  });
}

Result<RunningOperation> Operations::begin(std::int64_t id, OperationDescription description) {
  if (id < 1) return invalid_argument(fmt::format("{} cannot be the id of an operation", id));
  const auto entered = table_.with([&](Table& table) -> Result<std::stop_token> {
    if (table.closed) return Error{ErrorCode::kUnavailable, "the database is closing"};
    if (table.entries.contains(id)) {
      return Error{ErrorCode::kConflict, fmt::format("there is an operation {} already", id)};
    }
    if (table.entries.size() - table.ended.size() >= kRunningMax) {
      return Error{ErrorCode::kUnavailable, "too many operations run already; try again later"};
    }
    auto& entry = table.entries[id];
    entry.info = {
        .id = id, .description = std::move(description), .started = clock_.now(), .state = {}};
    return entry.stop.get_token();
  });
  return RunningOperation(shared_from_this(), id, TRY(entered));
}

std::optional<OperationState> Operations::state(std::int64_t id) const {
  return table_.with([&](const Table& table) -> std::optional<OperationState> {
    const auto found = table.entries.find(id);
    if (found == table.entries.end()) return std::nullopt;
    return found->second.info.state;
  });
}

std::vector<OperationInfo> Operations::list() const {
  return table_.with([](const Table& table) {
    std::vector<OperationInfo> all;
    all.reserve(table.entries.size());
    for (const auto& [_, entry] : table.entries) all.push_back(entry.info);
    return all;
  });
}

// Whoever waits for the stop is woken by this thread, so not under the lock.
bool Operations::kill(std::int64_t id) {
  auto stop = table_.with([&](const Table& table) -> std::optional<std::stop_source> {
    const auto found = table.entries.find(id);
    if (found == table.entries.end()) return std::nullopt;
    return found->second.stop;
  });
  if (!stop) return false;
  stop->request_stop();
  return true;
}

void Operations::kill_all() {
  auto stops = table_.with([](Table& table) {
    table.closed = true;
    std::vector<std::stop_source> all;
    for (const auto& [_, entry] : table.entries) all.push_back(entry.stop);
    return all;
  });
  for (auto& stop : stops) stop.request_stop();
}

std::shared_ptr<Operations::Subscription> Operations::subscribe(
    Listeners<OperationNotice>::Listener listener) {
  return listeners_.add(std::move(listener));
}

void Operations::report(std::int64_t id, boost::json::value progress) {
  const auto notice = table_.with([&](Table& table) {
    auto& state = table.entries.at(id).info.state;
    state.progress = std::move(progress);
    return OperationNotice{.id = id, .state = state};
  });
  listeners_.notify(notice);
}

void Operations::end(std::int64_t id, OperationStatus status, boost::json::value result) {
  const auto notice = table_.with([&](Table& table) {
    auto& info = table.entries.at(id).info;
    info.ended = clock_.now();
    info.state.status = status;
    info.state.result = std::move(result);
    OperationNotice last{.id = id, .state = info.state};
    table.ended.push_back(id);
    if (table.ended.size() > kEndedMax) {
      table.entries.erase(table.ended.front());
      table.ended.pop_front();
    }
    return last;
  });
  listeners_.notify(notice);
}

RunningOperation::RunningOperation(std::shared_ptr<Operations> operations, std::int64_t id,
                                   std::stop_token stop)
    : operations_(std::move(operations)), id_(id), stop_(std::move(stop)) {}

RunningOperation::~RunningOperation() {
  finish(Error{ErrorCode::kInternal, "the operation was given up"});
}

void RunningOperation::report(boost::json::value progress) {
  if (operations_) operations_->report(id_, std::move(progress));
}

void RunningOperation::finish(Result<boost::json::value> outcome) {
  const auto operations = std::exchange(operations_, nullptr);
  if (!operations) return;
  if (outcome) return operations->end(id_, OperationStatus::kCompleted, *std::move(outcome));
  const auto& error = outcome.error();
  const bool canceled = error.code == ErrorCode::kCancelled && stop_.stop_requested();
  operations->end(id_, canceled ? OperationStatus::kCanceled : OperationStatus::kFaulted,
                  make_fault(error));
}

}  // namespace penstock::api
