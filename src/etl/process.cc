#include "etl/process.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/kill_point.h"
#include "base/log.h"
#include "base/text.h"
#include "etl/change_source.h"
#include "etl/current_changes.h"
#include "etl/filled_by_others.h"
#include "etl/source_history.h"
#include "etl/superseded_errors.h"
#include "etl/tombstone_retention.h"

namespace penstock::etl {
namespace {

using Kind = NextStep::Kind;

/// The documents that `outcome` delivered: neither the script nor the destination refused them.
std::vector<std::string> delivered(const PreparedBatch& batch, const LoadOutcome& outcome) {
  std::set<std::string> refused;
  for (const auto& error : batch.failed) refused.insert(fold_case(error.document_id));
  for (const auto& id : outcome.rejected_documents) refused.insert(fold_case(id));
  std::vector<std::string> ids;
  for (const auto& document : batch.load.documents) {
    if (document.etag > outcome.position.etag) break;
    // What only hangs on a document does not make up for the document.
    if (document.kind == LoadDocument::Kind::kItems) continue;
    if (!refused.contains(fold_case(document.id))) ids.push_back(document.id);
  }
  return ids;
}

/// Documents that are delivered again before the next batch has its turn.
constexpr std::size_t kReplayedAtOnceMax = 1024;
/// The same of those that nobody asked for, in one batch.
constexpr std::size_t kTriedAtOnceMax = 256;

/// Adds each document of the batch to `ratio`, in etag order.
void add_outcomes(ErrorRatio& ratio, const PreparedBatch& batch, const LoadOutcome& outcome) {
  const std::set<std::string> rejected(outcome.rejected_documents.begin(),
                                       outcome.rejected_documents.end());
  auto failed = batch.failed.begin();
  for (const auto& document : batch.load.documents) {
    for (; failed != batch.failed.end() && failed->etag < document.etag; ++failed) ratio.add(true);
    ratio.add(rejected.contains(document.id));
  }
  for (; failed != batch.failed.end(); ++failed) ratio.add(true);
}

}  // namespace

ProcessKey process_key(const documents::Database& source, const TaskDefinition& task,
                       const Transformation& transformation) {
  return {.source_database_id = source.identity().id,
          .task = fold_case(task.name),
          .script = fold_case(transformation.name)};
}

ProcessIdentity process_identity(const documents::Database& source, const TaskDefinition& task,
                                 const Transformation& transformation) {
  return {.key = process_key(source, task, transformation),
          .task_id = task.task_id,
          .transformation = transformation};
}

EtlProcess::EtlProcess(ProcessIdentity identity, Parts parts, ProcessOptions options)
    : identity_(std::move(identity)),
      parts_(parts),
      options_(std::move(options)),
      builder_({parts.source, parts.scripts, parts.clock}, identity_.transformation,
               options_.limits),
      repeater_({parts.source, parts.scripts, parts.clock}, identity_.transformation,
                options_.limits),
      halt_mark_(parts.source, identity_.key, identity_.task_id,
                 Generation{identity_.transformation.generation}),
      rebuild_mark_(parts.source, identity_.key, Generation{identity_.transformation.generation}),
      backoff_(options_.jitter),
      monitor_(parts.clock) {}

Result<void> EtlProcess::reach(std::string_view point) const {
  kill_point(point);
  if (options_.on_point) return options_.on_point(point);
  return {};
}

NextStep EtlProcess::step(const std::stop_token& stop) {
  if (!is_open()) {
    const auto opened = open(stop);
    if (opened.kind != Kind::kPrepareAgain) return opened;
  }
  return deliver(prepare(position(), stop), stop);
}

Result<void> EtlProcess::connect(const std::stop_token& stop) {
  const Generation generation{identity_.transformation.generation};
  auto& destination = parts_.destination;
  const auto position = TRY(epoch_ ? destination.reopen(identity_.key, generation, *epoch_, stop)
                                   : destination.open(identity_.key, generation, stop));
  epoch_ = position.epoch;
  const auto history = TRY(SourceHistory::read(TRY(parts_.source.snapshot())));
  TRY(history.check(position.etag));
  TRY(forget_superseded(parts_.errors.store(), identity_.key, parts_.source,
                        identity_.transformation, position.etag));
  next_try_ = TRY(parts_.errors.store().next_due(identity_.key));
  position_ = position;
  looked_at_ = parts_.clock.monotonic();
  auto warnings = destination.warnings();
  if (destination.delivery() == Delivery::kAtLeastOnce) {
    std::ranges::move(history.warnings(position.etag), std::back_inserter(warnings));
  }
  monitor_.connected(position.etag, destination.delivery(), std::move(warnings));
  return {};
}

NextStep EtlProcess::open(const std::stop_token& stop) {
  const auto halted = halt_mark_.read();
  if (!halted) return after_failure(halted.error());
  if (*halted) return stay_stopped(ProcessState::kHalted, **halted);
  monitor_.enter(ProcessState::kConnecting);
  const auto connected = connect(stop);
  if (!connected) return after_failure(connected.error());
  const auto missed = find_missed_deletes(stop);
  if (!missed) return after_failure(missed.error());
  if (*missed) return stay_stopped(ProcessState::kNeedsRebuild, **missed);
  monitor_.enter(ProcessState::kWorking);
  return {Kind::kPrepareAgain};
}

Result<Etag> EtlProcess::cleaned_to() const {
  return tombstones_cleaned_to(TRY(parts_.source.statistics()),
                               tracked_collections(identity_.transformation));
}

// One that is swept, or will be at once, has what it takes.
Result<std::optional<std::string>> EtlProcess::find_missed_deletes(const std::stop_token& stop) {
  const auto checkpoint = position_->etag;
  const auto cleaned = TRY(cleaned_to());
  rebuild_ = TRY(rebuild_mark_.read());
  TRY(end_rebuild());
  if (checkpoint == Etag{}) TRY(begin_after(cleaned));
  if (checkpoint == Etag{} || checkpoint >= cleaned) return std::nullopt;
  const bool is_rebuilt =
      rebuild_ &&
      (!rebuild_->is_swept || (rebuild_->from <= checkpoint && cleaned <= rebuild_->up_to));
  if (is_rebuilt) return std::nullopt;
  const auto other = TRY(parts_.destination.other_source(stop));
  return fmt::format(
      "the destination has all changes up to {}, but deletes up to {} were cleaned here: it was "
      "restored from an older copy and may keep documents that were deleted. {}reset the script to "
      "deliver everything again and keep them",
      checkpoint.value, cleaned.value,
      other.empty() ? std::string("Rebuild it to delete those, or ")
                    : fmt::format("It cannot be rebuilt, for {} delivers to it too: ", other));
}

// One that begins anew has delivered nothing yet that could have been deleted meanwhile. It may be
// interrupted before it comes to where deletes were cleaned, or never come there: the mark says
// that it misses none of those.
Result<void> EtlProcess::begin_after(Etag cleaned) {
  if (cleaned == Etag{} || (rebuild_ && !rebuild_->is_swept)) return {};
  const RebuildMark::Rebuild begun{.is_swept = true, .from = {}, .up_to = cleaned};
  if (rebuild_ == begun) return {};
  TRY(rebuild_mark_.set(begun));
  rebuild_ = begun;
  return {};
}

// From here on another restored copy is another matter.
Result<void> EtlProcess::end_rebuild() {
  if (!rebuild_ || !rebuild_->is_swept || position_->etag < rebuild_->up_to) return {};
  TRY(rebuild_mark_.clear());
  rebuild_.reset();
  return {};
}

Result<PreparedBatch> EtlProcess::prepare(Etag after, const std::stop_token& stop,
                                          const std::function<bool()>& is_awaited) {
  auto batch = TRY(builder_.build(after, stop, is_awaited));
  parts_.destination.encode(batch.load);
  return batch;
}

NextStep EtlProcess::deliver(Result<PreparedBatch> prepared, const std::stop_token& stop) {
  if (!prepared) return after_failure(prepared.error());
  auto& batch = *prepared;
  if (batch.load.from != position_->etag) return {Kind::kPrepareAgain};
  if (batch.nothing()) return nothing_to_deliver(stop);
  monitor_.enter(ProcessState::kWorking);
  auto& statistics = batch.statistics;
  const auto begun = parts_.clock.monotonic();
  statistics.load_started = parts_.clock.now();
  const auto outcome = load(batch, stop);
  statistics.load_ended = parts_.clock.now();
  statistics.load_time =
      std::chrono::duration_cast<std::chrono::microseconds>(parts_.clock.monotonic() - begun);
  if (!outcome) {
    if (outcome.error().code != ErrorCode::kCancelled) {
      monitor_.batch_failed(statistics, outcome.error().message);
    }
    return after_failure(outcome.error());
  }
  statistics.succeeded = true;
  statistics.load_successes = outcome->successes;
  statistics.load_errors = outcome->rejected_documents.size();
  monitor_.batch_committed(statistics, outcome->position.etag);
  monitor_.slowed(outcome->slow_statements);
  return after_commit(batch, *outcome);
}

// The errors of a batch are on disk before the position passes them, and the position moves in
// the destination's own transaction: a crash at any point repeats work and never skips any.
Result<LoadOutcome> EtlProcess::load(const PreparedBatch& batch, const std::stop_token& stop) {
  TRY(parts_.errors.record(batch.failed));
  TRY(reach("errors-recorded"));
  auto outcome = TRY(parts_.destination.load(batch.load, *position_, stop));
  TRY(reach("committed"));
  position_ = outcome.position;
  looked_at_ = parts_.clock.monotonic();
  if (!TRY(parts_.errors.empty())) TRY(parts_.errors.forget(delivered(batch, outcome)));
  TRY(reach("errors-forgotten"));
  if (!outcome.rejected_documents.empty()) {
    next_try_ = TRY(parts_.errors.store().next_due(identity_.key));
  }
  TRY(end_rebuild());
  return outcome;
}

// Not by opening it again, which would shut out a newer owner.
NextStep EtlProcess::nothing_to_deliver(const std::stop_token& stop) {
  if (parts_.clock.monotonic() - looked_at_ >= kLookAgainAfter) {
    LoadBatch nothing;
    nothing.from = position();
    nothing.to = position();
    const auto looked = parts_.destination.load(nothing, *position_, stop);
    if (!looked) return after_failure(looked.error());
    looked_at_ = parts_.clock.monotonic();
  }
  backoff_.reset();
  monitor_.enter(ProcessState::kUpToDate);
  return {Kind::kWaitForChanges};
}

NextStep EtlProcess::replay(const std::stop_token& stop) {
  auto done = sweep_if_requested(stop);
  if (done) done = replay_requested(stop);
  if (done) done = try_waiting(stop);
  if (!done) return after_failure(done.error());
  return {Kind::kProceed};
}

Result<void> EtlProcess::sweep_if_requested(const std::stop_token& stop) {
  rebuild_ = TRY(rebuild_mark_.read());
  if (!rebuild_ || rebuild_->is_swept) return {};
  const auto from = position();
  if (const auto other = TRY(parts_.destination.other_source(stop)); !other.empty()) {
    TRY(rebuild_mark_.clear());
    return invalid_argument(fmt::format(
        "the destination is not swept of what is gone here, for {} delivers to it too, and nobody "
        "can tell which documents are whose",
        other));
  }
  const auto cleaned = TRY(cleaned_to());
  const auto swept = TRY(sweep(stop));
  log_info("ETL '{}/{}' swept its destination of {} documents that are gone here",
           identity_.key.task, identity_.key.script, swept);
  rebuild_ = RebuildMark::Rebuild{.is_swept = true, .from = from, .up_to = cleaned};
  TRY(rebuild_mark_.set(*rebuild_));
  return end_rebuild();
}

// What is deleted while this runs comes with the change feed. Where others load, what is not here
// may be theirs.
Result<std::size_t> EtlProcess::sweep(const std::stop_token& stop) {
  const auto filled_by_others =
      TRY(FilledByOthers::find(parts_.source, parts_.keys, identity_.key));
  std::size_t swept = 0;
  std::string begin;
  do {
    auto page = TRY(parts_.destination.held(begin, stop));
    begin = std::move(page.next);
    const auto snapshot = TRY(parts_.source.snapshot());
    std::vector<HeldDocument> gone;
    for (auto& held : page.documents) {
      if (filled_by_others.contains(held.target)) continue;
      const auto document = TRY(snapshot.get(held.id));
      if (document && tracks(identity_.transformation, document->collection)) continue;
      gone.push_back(std::move(held));
    }
    if (!gone.empty()) TRY(replay_documents(gone, stop));
    swept += gone.size();
  } while (!begin.empty());
  return swept;
}

Result<void> EtlProcess::replay_requested(const std::stop_token& stop) {
  auto& store = parts_.errors.store();
  while (true) {
    const auto retries = TRY(store.retries(identity_.key, kReplayedAtOnceMax));
    for (const auto& retry : retries) {
      if (stop.stop_requested()) {
        return Error{ErrorCode::kCancelled, "the ETL process is stopping"};
      }
      TRY(replay_documents(held_documents({&retry.document_id, 1}), stop));
      TRY(store.finish_retry(identity_.key, retry));
    }
    if (retries.size() < kReplayedAtOnceMax) return {};
  }
}

std::optional<std::chrono::microseconds> EtlProcess::until_next_try() const {
  if (!next_try_) return std::nullopt;
  return std::max<std::chrono::microseconds>(*next_try_ - parts_.clock.now(), {});
}

// Some at a time, so that batches have their turn.
Result<void> EtlProcess::try_waiting(const std::stop_token& stop) {
  auto& store = parts_.errors.store();
  const auto ids = TRY(store.due(identity_.key, kTriedAtOnceMax));
  if (!ids.empty()) {
    TRY(replay_documents(held_documents(ids), stop));
    TRY(store.count_tries(identity_.key, ids));
  }
  next_try_ = TRY(store.next_due(identity_.key));
  return {};
}

// In the order of load(): a document that fails again has its new error on disk, one that arrives
// leaves the list after the commit.
Result<void> EtlProcess::replay_documents(std::span<const HeldDocument> documents,
                                          const std::stop_token& stop) {
  const auto batch = TRY(repeater_.build_again(documents, position(), stop));
  TRY(parts_.errors.record(batch.failed));
  if (batch.statistics.end == BatchEnd::kTooManyErrors) {
    return Error{ErrorCode::kScriptFailed, batch.failed.back().message};
  }
  if (batch.load.documents.empty()) return {};
  const auto outcome = TRY(parts_.destination.load(batch.load, *position_, stop));
  position_ = outcome.position;
  monitor_.replayed(outcome);
  monitor_.slowed(outcome.slow_statements);
  return parts_.errors.forget(delivered(batch, outcome));
}

NextStep EtlProcess::after_commit(const PreparedBatch& batch, const LoadOutcome& outcome) {
  backoff_.reset();
  if (!batch.incremental_series.empty() && monitor_.passed_over(batch.incremental_series)) {
    log_warning("ETL '{}/{}' passes over incremental time series, which it cannot deliver: {}",
                identity_.key.task, identity_.key.script, batch.incremental_series);
  }
  add_outcomes(ratio_, batch, outcome);
  if (ratio_.exceeded()) {
    return halt(
        fmt::format("of the last {} documents {} failed", ErrorRatio::kWindow, ratio_.errors()));
  }
  const bool whole = outcome.position.etag == batch.load.to;
  return {whole ? Kind::kProceed : Kind::kPrepareAgain};
}

NextStep EtlProcess::after_failure(const Error& error) {
  position_.reset();
  switch (error.code) {
    case ErrorCode::kCancelled: return stay_stopped(ProcessState::kStopped, {});
    case ErrorCode::kNotOwner:
      epoch_.reset();
      return stay_stopped(ProcessState::kNotOwner, error.message);
    case ErrorCode::kScriptFailed: return stay_stopped(ProcessState::kInvalidScript, error.message);
    case ErrorCode::kCorruption: return halt(error.message);
    default: break;
  }
  const auto delay = backoff_.next();
  log_warning("ETL '{}/{}' waits {} s: {}", identity_.key.task, identity_.key.script,
              std::chrono::duration_cast<std::chrono::seconds>(delay).count(), error.message);
  monitor_.wait_to_retry(delay, error.message);
  return {Kind::kRetry, delay};
}

NextStep EtlProcess::halt(const std::string& reason) {
  position_.reset();
  log_error("ETL '{}/{}' halts: {}", identity_.key.task, identity_.key.script, reason);
  const auto marked = halt_mark_.set(reason);
  if (!marked) log_error("the halt could not be recorded: {}", marked.error().message);
  return stay_stopped(ProcessState::kHalted, reason);
}

NextStep EtlProcess::stay_stopped(ProcessState state, const std::string& reason) {
  position_.reset();
  monitor_.enter(state, reason);
  return {Kind::kStop};
}

void EtlProcess::resume() {
  ratio_.reset();
  backoff_.reset();
  const auto cleared = halt_mark_.clear();
  if (!cleared) log_error("the halt could not be cleared: {}", cleared.error().message);
}

}  // namespace penstock::etl
