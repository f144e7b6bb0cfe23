#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "script/compiled_script.h"
#include "script/script_host.h"
#include "script/worker_process.h"

namespace penstock::script {

/// One slice on its way through a worker. A document that the worker cannot end by itself is
/// recorded as failed and left out, and the documents after it, and those before it whose
/// outcome was lost, are given to the next worker: every document has one outcome.
///
///   start(worker); advance(worker, ...) until it says otherwise than kRunning;
///   kWorkerLost: start() again with a new worker; kDone: take().
///
/// Confined to one thread.
class SliceRun {
 public:
  enum class State { kRunning, kDone, kWorkerLost };

  /// `script` must outlive this object.
  SliceRun(const CompiledScript& script, std::vector<ScriptInput> inputs,
           const ScriptLimits& limits, Clock& clock);

  /// Writes down what the worker will be sent, so that start() has less to do.
  void prepare();

  /// Sends what has no outcome yet.
  State start(WorkerProcess& worker);

  /// Handles what the worker said, answers its load()s, and watches over its limits. Ends the
  /// process if it passed one, or said what it should not. Errors: those of `reader`.
  Result<State> advance(WorkerProcess& worker, DocumentReader& reader);

  /// What is left of the slice, once done: it has made so much that the rest has to wait, which may
  /// be another slice. Empty: nothing. What is taken here does not come with take().
  std::vector<ScriptInput> take_rest();

  /// Once done. Errors: kCorruption if what a worker made is malformed.
  Result<std::pair<std::vector<ScriptInput>, SliceOutcome>> take();

  /// To begin anew with, instead of take().
  std::vector<ScriptInput> take_inputs() { return std::move(inputs_); }

 private:
  struct Failed {
    std::size_t document;
    ScriptFailure failure;
  };

  Result<std::optional<State>> handle(const Message& message, WorkerProcess& worker,
                                      DocumentReader& reader);
  bool fits(const OutcomeMessage& outcome) const;
  State answered(const OutcomeMessage& outcome);
  Result<void> answer_load(const LoadMessage& asked, WorkerProcess& worker, DocumentReader& reader);
  /// Why the worker has to be ended now, if it has to.
  std::optional<std::string> overdue(const WorkerProcess& worker);
  /// Ends the process; `reason` is empty if it was gone by itself.
  State lost(WorkerProcess& worker, std::string reason);
  /// Records the failure of the document at this place of `sent_`. One whose worker ended by itself
  /// is tried once more: somebody else, such as a system out of memory, may have ended it.
  void blame(std::size_t in_sent, std::string reason, bool by_itself);
  bool has_failed(std::size_t document) const;
  /// Whether the rest of the slice has to wait.
  bool is_full() const;
  /// The first document after all that have an outcome of a worker.
  std::size_t next() const { return answered_.empty() ? 0 : answered_.back() + 1; }

  const CompiledScript& script_;
  std::vector<ScriptInput> inputs_;
  ScriptLimits limits_;
  Clock& clock_;

  std::vector<std::size_t> sent_;  ///< The documents that the worker has, by their place.
  std::size_t answered_in_sent_ = 0;
  std::string frame_;        ///< For `sent_`, until it is sent.
  bool one_by_one_ = false;  ///< A worker was lost before it began with a document.

  std::string text_;                   ///< Of the documents in `answered_`.
  std::vector<std::size_t> answered_;  ///< In the order of `text_`.
  std::vector<Failed> failed_;

  bool lost_before_start_ = false;      ///< Once already, which is nobody's fault.
  std::optional<std::size_t> suspect_;  ///< The last document in whose middle a worker ended.
  std::uint32_t announced_ = 0;
  MonotonicTime announced_since_;
  MonotonicTime memory_seen_;
};

}  // namespace penstock::script
