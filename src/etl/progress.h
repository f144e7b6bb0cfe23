#pragma once

#include <cstdint>

#include "base/result.h"
#include "documents/change_feed.h"
#include "documents/database.h"
#include "etl/task_info.h"

namespace penstock::etl {

/// Reads what processes still have to do, all from one view of the source. What lies after a
/// checkpoint has to be counted, so it is counted from the nearer end and not far: of a process in
/// the middle of millions only the least that remains is known. Confined to one thread.
class ProgressReader {
 public:
  /// Index entries that are walked from each end, of each kind of item of a process: some
  /// milliseconds.
  static constexpr std::uint64_t kCountedMax = 50'000;

  static Result<ProgressReader> open(const documents::Database& source,
                                     std::uint64_t counted_max = kCountedMax);

  /// A process that has never connected has everything to do. Errors: those of the snapshot.
  Result<ProcessProgress> read(const Transformation& transformation,
                               const ProcessStatistics& statistics) const;

 private:
  ProgressReader(documents::DatabaseSnapshot snapshot, documents::DatabaseStatistics totals,
                 std::uint64_t counted_max);

  Result<void> count_remaining(const documents::ChangeFeed& feed, documents::ChangeStream stream,
                               Etag checkpoint, ItemProgress& progress) const;

  documents::DatabaseSnapshot snapshot_;
  documents::DatabaseStatistics totals_;
  std::uint64_t counted_max_;
};

}  // namespace penstock::etl
