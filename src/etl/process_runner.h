#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "etl/process.h"

namespace penstock::etl {

/// Runs an EtlProcess on two threads of its own: one prepares batches, one delivers them, and one
/// prepared batch waits between them, so that batch n+1 is prepared while n is loading. When the
/// destination has nothing to do, a batch that has something is not made larger. What was
/// prepared is thrown away when the batch before it did not commit whole. Thread-safe.
class ProcessRunner {
 public:
  /// Starts at once. `process`, `source` and `clock` must outlive this object.
  ProcessRunner(EtlProcess& process, documents::Database& source, Clock& clock);
  ~ProcessRunner();
  ProcessRunner(const ProcessRunner&) = delete;
  ProcessRunner& operator=(const ProcessRunner&) = delete;

  /// Ends both threads, as soon as script and destination notice. May be called twice.
  void stop();
  /// The same without waiting, to be followed by stop().
  void request_stop();

  /// To be called when documents of the error list are to be delivered again.
  void retry_errors();

  /// Lets a halted process go on, and ends the wait of one that retries.
  void resume();

 private:
  /// Even without a sign of a change the source is looked at this often.
  static constexpr std::chrono::seconds kIdleMax{60};

  void prepare_batches(const std::stop_token& stop);
  void deliver_batches(const std::stop_token& stop);
  std::optional<Etag> wait_for_room(std::unique_lock<std::mutex>& lock,
                                    const std::stop_token& stop);
  Result<NextStep> run_step(const std::stop_token& stop);
  Result<PreparedBatch> take_batch();
  bool wait_for_batch(const std::stop_token& stop);
  bool is_try_due() const;
  MonotonicTime next_look() const;
  void follow(const NextStep& next, const std::stop_token& stop);
  void begin_round(std::optional<Etag> prepare_after);
  void ignore_resume();
  void wait_for_resume(std::optional<MonotonicTime> until, const std::stop_token& stop);
  void source_changed(const documents::ChangeNotice& notice);
  bool concerns_process(const documents::ChangeNotice& notice) const;

  EtlProcess& process_;
  Clock& clock_;
  const std::vector<std::string> collections_;  ///< Folded; none means all.

  std::mutex mutex_;
  std::condition_variable_any changed_;
  // Guarded by mutex_:
  std::optional<Result<PreparedBatch>> prepared_;  ///< The one that waits.
  std::optional<Etag> prepare_after_;              ///< Nothing: prepare nothing.
  std::uint64_t round_ = 0;                        ///< Rises when what was prepared becomes void.
  bool has_changes_ = true;                        ///< Whether the source may hold more.
  bool resume_requested_ = false;
  bool may_have_retries_ = true;  ///< Whether to look for documents to deliver again.

  std::atomic<bool> is_batch_awaited_ = false;
  bool has_tried_ = false;  ///< Of the delivering thread: due documents had the last turn.

  std::shared_ptr<documents::Database::Subscription> subscription_;
  std::jthread preparer_;
  std::jthread deliverer_;
};

}  // namespace penstock::etl
