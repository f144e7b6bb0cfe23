#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/change_stream.h"
#include "documents/etag.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What an etag index says of an item: of which stream it is, and its name in the table of that.
struct IndexEntry {
  Etag etag;
  ChangeStream stream = ChangeStream::kDocuments;
  std::string name;
};

/// Walks several etag indexes as if they were one: entries in etag order. Confined to one thread.
class EtagIndexes {
 public:
  /// The walk starts after `after`. `snapshot` must outlive this object.
  EtagIndexes(const kv::Snapshot& snapshot, Etag after) : snapshot_(snapshot), after_(after) {}

  /// Adds the index of all items of a stream.
  void add_all(ChangeStream stream);

  /// Adds the index of those of one collection.
  void add(ChangeStream stream, const std::string& folded_collection);

  /// The next entry, nothing at the end. Errors: those of the engine; kCorruption.
  Result<std::optional<IndexEntry>> next();

 private:
  /// One index, read a page ahead.
  struct Source {
    ChangeStream stream;
    kv::Range unread;        ///< What is not yet in a page.
    bool exhausted = false;  ///< Nothing is left of `unread`.
    std::vector<kv::Entry> page;
    std::size_t at = 0;
    std::optional<Etag> etag;  ///< Of page[at], once it was looked at.
  };

  void add_source(ChangeStream stream, kv::Range range);
  Result<void> read_page(Source& source) const;
  /// Gives `source` its etag, unless it is at its end.
  Result<void> settle(Source& source) const;

  const kv::Snapshot& snapshot_;
  Etag after_;
  std::vector<Source> sources_;
};

}  // namespace penstock::documents
