#pragma once

#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "etl/destination.h"
#include "etl/process_statistics.h"

namespace penstock::etl {

/// Keeps the statistics of one process. Thread-safe.
class ProcessMonitor {
 public:
  explicit ProcessMonitor(Clock& clock) : clock_(clock) {}

  ProcessStatistics statistics() const;

  /// A state without a reason.
  void enter(ProcessState state);
  void enter(ProcessState state, const std::string& reason);
  void wait_to_retry(std::chrono::milliseconds delay, const std::string& reason);

  void connected(Etag checkpoint, Delivery delivery, std::vector<std::string> warnings);
  /// `batch` gets its id; it is kept among the last batches.
  void batch_committed(BatchStatistics batch, Etag checkpoint);
  /// Statements took the destination long.
  void slowed(const std::deque<SlowStatement>& statements);
  /// One document was delivered again, or refused again.
  void replayed(const LoadOutcome& outcome);
  /// An incremental time series was passed over. True if it is the first one.
  bool passed_over(const std::string& incremental_series);
  void batch_failed(BatchStatistics batch, const std::string& reason);

 private:
  static void weigh(ProcessStatistics& statistics, std::uint64_t errors, std::uint64_t successes);
  static void keep(ProcessStatistics& statistics, BatchStatistics batch);

  Clock& clock_;
  Guarded<ProcessStatistics> statistics_;
};

}  // namespace penstock::etl
