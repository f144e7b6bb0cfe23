#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/change.h"
#include "documents/change_stream.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What one read of the feed may return. At least one change comes back if there is one.
struct BatchLimits {
  std::size_t changes_max = 1024;
  std::size_t bytes_max = std::size_t{4} << 20;  ///< Of Change::bytes().
};

/// The etags after `after` up to and with `up_to`; without it, all that follow.
struct EtagRange {
  Etag after = {};
  std::optional<Etag> up_to = {};
};

/// Reads changes in etag order, of some collections or of all: documents and tombstones, and what
/// hangs on documents if it is asked for. An item written twice appears once, at its last etag, so
/// a reader that restarts from a checkpoint sees every final state and misses no delete.
///
/// Confined to one thread. Holds the snapshot it was given; keep it for one batch.
class ChangeFeed {
 public:
  /// `snapshot` must outlive this object. Collections compare without case; none means all.
  ChangeFeed(const kv::Snapshot& snapshot, const std::vector<std::string>& collections,
             std::span<const ChangeStream> streams = kDocumentStreams);

  /// The changes after `after`, oldest first; empty when the reader has caught up.
  /// Errors: kCorruption if a stored change does not decode.
  Result<std::vector<Change>> read(Etag after, const BatchLimits& limits) const;

  /// How many changes of a stream, whether this feed reads it or not, lie in `etags`: walks their
  /// index entries, at most `count_max` of them.
  Result<std::uint64_t> count(ChangeStream stream, const EtagRange& etags,
                              std::uint64_t count_max) const;

 private:
  /// The index entries of a stream that lie after `after`, in each index that this feed reads.
  std::vector<kv::Range> entries_after(ChangeStream stream, Etag after) const;

  const kv::Snapshot& snapshot_;
  std::set<std::string> collections_;  ///< Folded.
  std::vector<ChangeStream> streams_;
};

}  // namespace penstock::documents
