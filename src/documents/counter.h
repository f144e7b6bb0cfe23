#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "documents/etag.h"

namespace penstock::documents {

/// A number that hangs on a document and is counted up and down without writing the document.
/// A value; confined to one thread.
struct Counter {
  std::string id;    ///< Of the document.
  std::string name;  ///< As first written.
  Etag etag;
  std::string collection;  ///< Of the document.
  WallTime last_modified;
  std::int64_t value = 0;

  std::size_t bytes() const { return name.size() + sizeof value; }
};

/// What the delete of a counter left; that of its document deletes it too. A value; confined to
/// one thread.
struct CounterTombstone {
  std::string id;  ///< Of the document.
  std::string name;
  Etag etag;
  std::string collection;
  WallTime deleted_at;

  std::size_t bytes() const { return name.size(); }
};

}  // namespace penstock::documents
