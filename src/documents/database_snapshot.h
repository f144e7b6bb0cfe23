#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "documents/change_feed.h"
#include "documents/document.h"
#include "kv/engine.h"

namespace penstock::documents {

/// A consistent read view of a database. Thread-safe: several threads may read it at once. Hold
/// it for a request or a batch, not for an hour. Errors of all: those of the engine, and
/// kCorruption if what is stored does not decode.
class DatabaseSnapshot {
 public:
  explicit DatabaseSnapshot(std::unique_ptr<const kv::Snapshot> snapshot);

  Result<std::optional<Document>> get(std::string_view id) const;

  /// One answer for each id, in order.
  Result<std::vector<std::optional<Document>>> get_many(const std::vector<std::string>& ids) const;

  /// The tombstones of an id, one for each collection that it was deleted from, whether it came
  /// back or not; empty if there are none (any more).
  Result<std::vector<Tombstone>> tombstones(std::string_view id) const;

  /// Documents by id, those that start with `prefix` and come after `after` (an id, or empty).
  Result<std::vector<Document>> by_prefix(std::string_view prefix, std::string_view after,
                                          const BatchLimits& limits) const;

  /// Documents of a collection (compared without case; empty for all) in etag order, after `after`.
  Result<std::vector<Document>> by_collection(std::string_view collection, Etag after,
                                              const BatchLimits& limits) const;

  /// Newest etag of any change in this view.
  Result<Etag> last_etag() const;

  Result<std::optional<std::string>> get_item(std::string_view key) const;

  /// Items whose keys start with `prefix`, in key order, at most `count_max`.
  Result<std::vector<std::pair<std::string, std::string>>> items(std::string_view prefix,
                                                                 std::size_t count_max) const;

  const kv::Snapshot& storage() const { return *snapshot_; }

 private:
  std::unique_ptr<const kv::Snapshot> snapshot_;
};

}  // namespace penstock::documents
