#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What one read of the feed may return. At least one change comes back if there is one.
struct BatchLimits {
  std::size_t changes_max = 1024;
  std::size_t bytes_max = std::size_t{4} << 20;  ///< Of document text.
};

/// One item at its latest etag: a document, or the tombstone of one.
struct Change {
  std::variant<Document, Tombstone> item;

  const Document* document() const { return std::get_if<Document>(&item); }
  const Tombstone* tombstone() const { return std::get_if<Tombstone>(&item); }
  Etag etag() const {
    return std::visit([](const auto& i) { return i.etag; }, item);
  }
  const std::string& id() const {
    return std::visit([](const auto& i) -> const std::string& { return i.id; }, item);
  }
};

/// Reads changes in etag order: documents and tombstones of some collections, or of all. A
/// document written twice appears once, at its last etag, so a reader that restarts from a
/// checkpoint sees every final state and misses no delete.
///
/// Confined to one thread. Holds the snapshot it was given; keep it for one batch.
class ChangeFeed {
 public:
  /// `snapshot` must outlive this object. Collections compare without case; none means all.
  ChangeFeed(const kv::Snapshot& snapshot, const std::vector<std::string>& collections);

  /// The changes after `after`, oldest first; empty when the reader has caught up.
  /// Errors: kCorruption if a stored change does not decode.
  Result<std::vector<Change>> read(Etag after, const BatchLimits& limits) const;

  /// How many documents and tombstones lie after `after`: walks their index entries.
  struct Remaining {
    std::uint64_t documents = 0;
    std::uint64_t tombstones = 0;
  };
  Result<Remaining> remaining(Etag after) const;

 private:
  const kv::Snapshot& snapshot_;
  std::set<std::string> collections_;  ///< Folded.
};

}  // namespace penstock::documents
