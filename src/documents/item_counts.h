#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::documents {

class PendingCommit;

/// What is counted of each collection besides its documents. Stored: never renumber; a new one
/// goes to the end.
enum class CountedItem : std::uint8_t {
  kCounters = 0,
  kCounterTombstones = 1,
  kRevisions = 2,
  kAttachments = 3,
  kAttachmentTombstones = 4,
  kContents = 5,  ///< Of attachments, each once; of no collection.
  kTimeSeriesSegments = 6,
  kTimeSeriesDeletedRanges = 7,
};
inline constexpr std::size_t kCountedItems = 8;

/// How many there are of each. A value; confined to one thread.
class ItemCounts {
 public:
  std::uint64_t of(CountedItem item) const { return counts_[static_cast<std::size_t>(item)]; }
  void add(CountedItem item, std::uint64_t count) {
    counts_[static_cast<std::size_t>(item)] += count;
  }

 private:
  std::array<std::uint64_t, kCountedItems> counts_{};
};

/// How the names of the counts begin, in the table "meta".
inline constexpr std::string_view kCountPrefix = "count/";

/// Counts `delta` more in a collection; it is a part of the commit as the items themselves are.
/// What belongs to no collection has "" for one.
Result<void> add_to_count(PendingCommit& pending, CountedItem item,
                          std::string_view folded_collection, std::int64_t delta);

/// The count as it stands in the commit.
Result<std::uint64_t> count_of(const PendingCommit& pending, CountedItem item,
                               std::string_view folded_collection);

using TakeCount =
    std::function<void(CountedItem item, std::string_view folded_collection, std::uint64_t count)>;

/// Calls `take` with each count of each collection. Errors: those of the engine; kCorruption.
Result<void> visit_counts(const kv::Snapshot& snapshot, const TakeCount& take);

}  // namespace penstock::documents
