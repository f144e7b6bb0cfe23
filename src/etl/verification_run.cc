#include "etl/verification_run.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <fmt/format.h>

namespace penstock::etl {
namespace {

/// How often is looked whether the process has done what it was asked for.
constexpr std::chrono::milliseconds kRepairPoll{20};

/// Has the process of a verification deliver documents again.
class Repair {
 public:
  /// `other_source`: as Destination::other_source(). What is surplus may be of that one.
  Repair(const ProcessSurroundings& surroundings, const ProcessKey& process,
         RunningProcess& running, std::string other_source)
      : errors_(surroundings.errors),
        clock_(surroundings.clock),
        process_(process),
        running_(running),
        other_source_(std::move(other_source)) {}

  const std::string& other_source() const { return other_source_; }

  Result<void> deliver_again(const std::vector<std::string>& ids, const std::stop_token& stop) {
    TRY(errors_.request_delivery(process_, ids));
    running_.retry_errors();
    std::unique_lock lock(mutex_);
    while (!TRY(errors_.retries(process_, 1)).empty()) {
      if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "stopped"};
      TRY(check_delivering());
      clock_.wait_until(lock, never_, clock_.monotonic() + kRepairPoll, stop);
    }
    return {};
  }

 private:
  Result<void> check_delivering() const {
    const auto statistics = running_.statistics();
    switch (statistics.state) {
      case ProcessState::kConnecting:
      case ProcessState::kWorking:
      case ProcessState::kUpToDate: return {};
      default: break;
    }
    return Error{ErrorCode::kUnavailable,
                 fmt::format("the script does not deliver what is to be repaired: {}. It will once "
                             "it delivers again",
                             statistics.describe())};
  }

  ErrorStore& errors_;
  Clock& clock_;
  const ProcessKey& process_;
  RunningProcess& running_;
  const std::string other_source_;
  std::mutex mutex_;
  std::condition_variable_any never_;
};

/// Repairs what a range has found, and looks at it again.
Result<void> repair(Repair& repair, Verification& verification, VerifiedRange& range,
                    VerificationState& state, const std::stop_token& stop) {
  std::vector<std::string> ids;
  for (auto& document : range.drifted) {
    if (document.drift == Drift::kSurplus && !repair.other_source().empty()) {
      document.detail +=
          fmt::format(" ({} delivers here too: it may be theirs)", repair.other_source());
    } else {
      ids.push_back(document.id);
    }
  }
  if (ids.empty()) return {};
  const auto asked = ids;
  TRY(repair.deliver_again(ids, stop));
  const auto again = TRY(verification.look_at(std::move(ids), stop));
  for (auto& document : range.drifted) {
    if (std::find(asked.begin(), asked.end(), document.id) == asked.end()) continue;
    const bool is_left = std::any_of(again.drifted.begin(), again.drifted.end(),
                                     [&](const auto& left) { return left.id == document.id; });
    document.detail += is_left ? " (not repaired)" : " (repaired)";
    if (!is_left) ++state.repaired;
  }
  return {};
}

Result<std::unique_ptr<Destination>> make_destination(const ProcessBlueprint& blueprint,
                                                      const ProcessSurroundings& surroundings,
                                                      ErrorSink& errors) {
  return surroundings.make_destination({blueprint.task, blueprint.transformation,
                                        blueprint.connection, surroundings.source, errors});
}

Verification::Parts parts_of(const ProcessSurroundings& surroundings, DestinationView& view,
                             bool shares_tables) {
  return {surroundings.source, surroundings.scripts, surroundings.errors, surroundings.clock, view,
          shares_tables};
}

}  // namespace

Result<VerificationState> run_verification(const ProcessBlueprint& blueprint,
                                           const ProcessSurroundings& surroundings,
                                           RunningProcess* running,
                                           const VerificationRequest& request,
                                           const VerificationReport& report,
                                           const std::stop_token& stop) {
  if (request.repairs && running == nullptr) {
    return invalid_argument("a script that is disabled repairs nothing: enable it first");
  }
  const auto identity =
      process_identity(surroundings.source, blueprint.task, blueprint.transformation);
  ProcessErrors errors(surroundings.errors, identity.key);
  const auto destination = TRY(make_destination(blueprint, surroundings, errors));
  const auto view = TRY(destination->view(stop));
  Verification verification(parts_of(surroundings, *view, request.shares_tables), identity);
  std::optional<Repair> repairs;
  if (request.repairs) {
    repairs.emplace(surroundings, identity.key, *running,
                    TRY(view->other_source(identity.key, stop)));
  }
  VerificationState state;
  state.next = request.from;
  do {
    auto range = TRY(verification.verify(state.next, stop));
    state.counts += range.counts;
    if (repairs && !range.drifted.empty()) TRY(repair(*repairs, verification, range, state, stop));
    state.drifted = std::move(range.drifted);
    state.next = std::move(range.next);
    report(state);
  } while (!state.next.empty());
  return state;
}

Result<VerifiedRange> verify_documents(const ProcessBlueprint& blueprint,
                                       const ProcessSurroundings& surroundings,
                                       std::vector<std::string> ids, bool shares_tables,
                                       const std::stop_token& stop) {
  auto identity = process_identity(surroundings.source, blueprint.task, blueprint.transformation);
  ProcessErrors errors(surroundings.errors, identity.key);
  const auto destination = TRY(make_destination(blueprint, surroundings, errors));
  const auto view = TRY(destination->view(stop));
  Verification verification(parts_of(surroundings, *view, shares_tables), std::move(identity));
  return verification.look_at(std::move(ids), stop);
}

}  // namespace penstock::etl
