#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/etag.h"

namespace penstock::documents {

struct CollectionRecord;
class PendingCommit;

/// Removes the tombstones that nobody needs any more: of documents, counters, attachments and
/// deleted ranges of time series. Remembers in each collection up to where, for those who come
/// later than that have missed deletes. Confined to the writer's thread, for one commit.
class TombstoneCleaner {
 public:
  /// `pending` must outlive this object.
  explicit TombstoneCleaner(PendingCommit& pending) : pending_(pending) {}

  /// Those of a collection (compared without case) up to `up_to`, oldest first, at most
  /// `count_max`; returns how many. As many as `count_max` means that there may be more. Errors:
  /// those of the engine; kCorruption.
  Result<std::size_t> clean(std::string_view collection, Etag up_to, std::size_t count_max);

 private:
  struct Entry;

  Result<std::vector<Entry>> find(const std::string& folded_collection, Etag after, Etag up_to,
                                  std::size_t count_max) const;
  Result<void> erase(const Entry& entry, const std::string& folded_collection,
                     CollectionRecord& record);
  Result<void> erase_document_tombstone(const Entry& entry, CollectionRecord& record);

  PendingCommit& pending_;
};

}  // namespace penstock::documents
