#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "etl/backoff.h"
#include "etl/batch_builder.h"
#include "etl/destination.h"
#include "etl/error_ratio.h"
#include "etl/error_store.h"
#include "etl/halt_mark.h"
#include "etl/process_monitor.h"
#include "etl/rebuild_mark.h"
#include "etl/task_definition.h"
#include "script/script_host.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// What to do after a step.
struct NextStep {
  enum class Kind : std::uint8_t {
    kProceed,         ///< The batch is delivered: go on with the one after it.
    kPrepareAgain,    ///< Prepare after position(); what was prepared already is void.
    kWaitForChanges,  ///< All is delivered.
    kRetry,           ///< Failed: open again after `delay`. What was prepared is void.
    kStop,            ///< Until resume(), or for good. What was prepared is void.
  };
  Kind kind = Kind::kProceed;
  std::chrono::milliseconds delay{};
};

struct ProcessOptions {
  BatchBuilderLimits limits;
  JitterSource jitter;  ///< Empty: none. Called on the threads of all processes.
  /// For tests: called where a crash matters; an error ends the step there.
  std::function<Result<void>(std::string_view point)> on_point;
};

/// Which script of which task, and its key at the destination.
struct ProcessIdentity {
  ProcessKey key;
  std::uint64_t task_id = 0;
  Transformation transformation;
};
/// Names are folded in it, since they compare without case.
ProcessKey process_key(const documents::Database& source, const TaskDefinition& task,
                       const Transformation& transformation);
ProcessIdentity process_identity(const documents::Database& source, const TaskDefinition& task,
                                 const Transformation& transformation);

/// One script of one task at work: extracts changes, runs the script, delivers, and moves the
/// checkpoint. At least once at worst: a crash at any point repeats work and never skips any.
///
/// Two stages that may run side by side: prepare() is confined to one thread, all else to
/// another. statistics() may be called from any thread.
class EtlProcess {
 public:
  struct Parts {
    documents::Database& source;
    script::ScriptHost& scripts;
    Destination& destination;
    ProcessErrors& errors;  ///< The same that the destination was given.
    Clock& clock;
    const security::MasterKeys& keys;
  };
  /// `parts` must outlive this object.
  EtlProcess(ProcessIdentity identity, Parts parts, ProcessOptions options);

  /// A process that has nothing to deliver asks its destination so often whether it still is where
  /// it was: one that was restored from a copy is noticed then, not only with the next change.
  static constexpr std::chrono::minutes kLookAgainAfter{1};

  /// Opens the destination and reads the position there. The first opening takes the destination
  /// over, and so does one that resume() asked for after somebody else had taken it over; one after
  /// an error does not.
  NextStep open(const std::stop_token& stop);
  bool is_open() const { return position_.has_value(); }
  Etag position() const { return position_->etag; }

  /// The next batch after `after`. `is_awaited` and errors: as for BatchBuilder::build().
  Result<PreparedBatch> prepare(Etag after, const std::stop_token& stop,
                                const std::function<bool()>& is_awaited = {});

  /// Loads what prepare() gave; only when is_open().
  NextStep deliver(Result<PreparedBatch> prepared, const std::stop_token& stop);

  /// Does what somebody asked for, only when is_open(): sweeps the destination of what the source
  /// no longer has, and delivers documents of the error list again, those that failed and those
  /// that are gone. Then tries some of those that wait for another document and are due. What was
  /// prepared stays valid.
  NextStep replay(const std::stop_token& stop);

  /// How long until replay() has something to do though nobody asked, zero if it has; nothing: it
  /// will not have.
  std::optional<std::chrono::microseconds> until_next_try() const;

  /// One round of all, without threads and without waiting.
  NextStep step(const std::stop_token& stop);

  /// Lets a halted process go on.
  void resume();

  ProcessStatistics statistics() const { return monitor_.statistics(); }
  const ProcessIdentity& identity() const { return identity_; }

 private:
  Result<void> connect(const std::stop_token& stop);
  Result<Etag> cleaned_to() const;
  Result<std::optional<std::string>> find_missed_deletes(const std::stop_token& stop);
  Result<LoadOutcome> load(const PreparedBatch& batch, const std::stop_token& stop);
  NextStep nothing_to_deliver(const std::stop_token& stop);
  NextStep after_commit(const PreparedBatch& batch, const LoadOutcome& outcome);
  NextStep after_failure(const Error& error);
  NextStep halt(const std::string& reason);
  NextStep stay_stopped(ProcessState state, const std::string& reason);
  Result<void> sweep_if_requested(const std::stop_token& stop);
  Result<std::size_t> sweep(const std::stop_token& stop);
  Result<void> begin_after(Etag cleaned);
  Result<void> end_rebuild();
  Result<void> replay_requested(const std::stop_token& stop);
  Result<void> try_waiting(const std::stop_token& stop);
  Result<void> replay_documents(std::span<const HeldDocument> documents,
                                const std::stop_token& stop);
  Result<void> reach(std::string_view point) const;

  const ProcessIdentity identity_;
  const Parts parts_;
  const ProcessOptions options_;
  BatchBuilder builder_;   ///< Of the preparing thread.
  BatchBuilder repeater_;  ///< Of the delivering thread, as all that follows.
  HaltMark halt_mark_;
  RebuildMark rebuild_mark_;
  std::optional<RebuildMark::Rebuild> rebuild_;  ///< As the mark says, from open() on.
  Backoff backoff_;
  ErrorRatio ratio_;
  std::optional<Position> position_;  ///< Nothing until open().
  std::optional<Epoch> epoch_;  ///< Under which this process owns its destination, if it does.
  MonotonicTime looked_at_;     ///< When the position there was last seen.
  std::optional<WallTime> next_try_;
  ProcessMonitor monitor_;
};

}  // namespace penstock::etl
