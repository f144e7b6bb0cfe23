#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/etag.h"

namespace penstock::documents {

/// Documents without `@metadata.@collection` are in this collection.
inline constexpr std::string_view kEmptyCollection = "@empty";
/// HiLo ranges are documents of this collection.
inline constexpr std::string_view kHiloCollection = "@hilo";

/// Longest name of a collection, in bytes. Collections compare without case.
inline constexpr std::size_t kCollectionBytesMax = 256;
/// Longest text that is taken for a document.
inline constexpr std::size_t kDocumentBytesMax = std::size_t{128} << 20;

/// What a client sends: one JSON object, taken apart. Immutable.
struct DocumentContent {
  std::string body;        ///< Minified JSON object without "@metadata".
  std::string metadata;    ///< Minified JSON object: "@metadata" without what the server owns.
  std::string collection;  ///< "@metadata.@collection", or "@empty".

  /// Drops "@id", "@change-vector", "@last-modified", "@flags", "@index-score", "@attachments",
  /// "@counters" and "@timeseries" from the metadata, whatever their case; other keys stay as
  /// they are. Numbers keep their digits. Of several "@metadata" the last counts.
  /// Errors: kInvalidArgument if `text` is not a JSON object, its metadata is not an object, or
  /// the collection is not a valid name (empty, longer than 256 bytes, holds a NUL); kTooLarge.
  static Result<DocumentContent> parse(std::string_view text);
};

/// A stored document. Immutable.
struct Document {
  std::string id;  ///< As first written.
  Etag etag;
  std::string change_vector;
  std::string collection;
  WallTime last_modified;
  std::string metadata;  ///< As DocumentContent::metadata.
  std::string derived;   ///< What the server adds to it: DerivedMetadata::to_json().
  std::string body;      ///< As DocumentContent::body.

  /// The document as clients see it: the body with "@metadata", which holds also "@id",
  /// "@change-vector", "@last-modified", "@collection" and what is derived.
  std::string to_json() const;
  /// The same, onto the end of `json`.
  void append_json(std::string& json) const;

  /// Only {"@metadata": {...}}.
  std::string metadata_to_json() const;

  std::size_t bytes() const { return metadata.size() + body.size(); }
};

/// What a delete left. Immutable.
struct Tombstone {
  std::string id;
  Etag etag;
  std::string collection;
  WallTime deleted_at;

  static constexpr std::size_t bytes() { return 0; }
};

}  // namespace penstock::documents
