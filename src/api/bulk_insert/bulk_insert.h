#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>

#include "api/bulk_insert/bulk_batch.h"
#include "api/operations/operations.h"
#include "api/write_counters.h"
#include "base/result.h"
#include "documents/database.h"

namespace penstock::api {

/// The batches of one bulk insert that are on their way into the database: while one is being
/// committed the next waits behind it and another is being read. Thread-safe.
class BulkWrites {
 public:
  /// Handed to the writer and not completed.
  static constexpr std::size_t kUnderWayMax = 2;

  explicit BulkWrites(WriteCounters counters) : counters_(counters) {}

  /// Hands a batch to the database's writer, when there is room. Errors: the one of a batch before.
  static Result<void> write(const std::shared_ptr<BulkWrites>& self, documents::Database& database,
                            BulkBatch batch);

  /// Waits until nothing is under way. Errors: the first one.
  Result<void> wait_for_all();

  /// What is on disk.
  BulkTotals totals() const;

 private:
  Result<void> wait_until_under_way_is_below(std::size_t count);
  void complete(const BulkTotals& totals, std::size_t written, Result<void> result);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  WriteCounters counters_;
  std::size_t under_way_ = 0;
  BulkTotals totals_;
  std::optional<Error> error_;
};

/// Reads a bulk insert to its end and writes it, in transactions of a bounded size; what it wrote
/// before an error stays. Returns what was written, which is on disk. Waits for the client, on the
/// caller's thread. Errors: those of reading and writing; kCancelled if `running` is to stop.
Result<BulkTotals> run_bulk_insert(BulkReader& reader, documents::Database& database,
                                   RunningOperation& running, const WriteCounters& counters);

}  // namespace penstock::api
