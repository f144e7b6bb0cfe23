#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/document.h"
#include "documents/etag.h"

// The values in a database's key space; records.cc has them as a grammar. Every decode function
// fails with kCorruption if the bytes are not what its encode function wrote.
namespace penstock::documents {

/// A stored document, seen in place: the views point into the bytes that were decoded or will be
/// encoded.
struct DocumentRecord {
  Etag etag;
  WallTime last_modified;
  std::string_view change_vector;
  std::string_view collection;
  std::string_view id;  ///< As first written.
  std::string_view metadata;
  std::string_view derived;  ///< DerivedMetadata::to_json().
  std::string_view body;

  /// What the statistics count as this document's bytes.
  std::uint64_t bytes() const { return metadata.size() + body.size(); }
  Document to_document() const;
};

std::string encode(const DocumentRecord& record);
Result<DocumentRecord> decode_document(std::string_view bytes);

/// The tombstones of one document id: the last of each collection in which it was deleted, also
/// when it was created again since.
struct TombstoneRecord {
  struct Entry {
    std::string collection;  ///< As in the document.
    Etag etag;
    WallTime deleted_at;
  };
  std::string id;  ///< As first written.
  std::vector<Entry> entries;
};

std::string encode(const TombstoneRecord& record);
Result<TombstoneRecord> decode_tombstones(std::string_view bytes);

/// What is counted for a collection.
struct CollectionRecord {
  std::string name;  ///< As first written.
  std::uint64_t documents = 0;
  std::uint64_t tombstones = 0;
  std::uint64_t document_bytes = 0;
  Etag tombstones_cleaned_to;  ///< Tombstones up to here may be gone. 0: all are there.
};

std::string encode(const CollectionRecord& record);
Result<CollectionRecord> decode_collection(std::string_view bytes);

/// A number: an identity's last value, the last etag, the layout's version.
std::string encode_number(std::uint64_t value);
Result<std::uint64_t> decode_number(std::string_view bytes);

}  // namespace penstock::documents
