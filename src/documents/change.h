#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "documents/attachment.h"
#include "documents/counter.h"
#include "documents/document.h"
#include "documents/time_series.h"

namespace penstock::documents {

/// One item at its latest etag. Each kind of item that the change feed carries is an alternative
/// and has the members `etag`, `id` (of the document that it is or hangs on), `collection` (of
/// that document) and `bytes()`. A value; confined to one thread.
struct Change {
  std::variant<Document, Tombstone, Counter, CounterTombstone, AttachmentTombstone,
               TimeSeriesSegment, TimeSeriesDeletedRange>
      item;

  /// The item if it is a `Kind`, else null.
  template <typename Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&item);
  }
  const Document* document() const { return as<Document>(); }
  const Tombstone* tombstone() const { return as<Tombstone>(); }

  Etag etag() const {
    return std::visit([](const auto& i) { return i.etag; }, item);
  }
  const std::string& id() const {
    return std::visit([](const auto& i) -> const std::string& { return i.id; }, item);
  }
  const std::string& collection() const {
    return std::visit([](const auto& i) -> const std::string& { return i.collection; }, item);
  }
  /// Of what people stored in it.
  std::size_t bytes() const {
    return std::visit([](const auto& i) { return i.bytes(); }, item);
  }
};

}  // namespace penstock::documents
