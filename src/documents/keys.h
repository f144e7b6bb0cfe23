#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "documents/etag.h"
#include "kv/engine.h"

// The keys of a database in its key space; keys.cc has them as a grammar, records.cc the values.
// Names and ids that go into keys are folded by the caller (base/text.h, fold_case()).
namespace penstock::documents {

/// The first byte of every key. Stored: never renumber.
enum class Table : std::uint8_t {
  kMeta = 0x01,
  kDocuments = 0x10,
  kDocumentsByEtag = 0x11,
  kDocumentsByCollection = 0x12,
  kTombstones = 0x20,
  kTombstonesByEtag = 0x21,
  kTombstonesByCollection = 0x22,
  kCollections = 0x30,
  kIdentities = 0x40,
  kItems = 0x50,
  kCounters = 0x60,
  kCountersByEtag = 0x61,
  kCountersByCollection = 0x62,
  kCounterTombstonesByEtag = 0x63,
  kCounterTombstonesByCollection = 0x64,
  kTimeSeries = 0x68,
  kTimeSeriesSegments = 0x69,
  kTimeSeriesSegmentsByEtag = 0x6a,
  kTimeSeriesSegmentsByCollection = 0x6b,
  kTimeSeriesDeletedRanges = 0x6c,
  kTimeSeriesDeletedRangesByEtag = 0x6d,
  kTimeSeriesDeletedRangesByCollection = 0x6e,
  kContentChunks = 0x70,
  kContents = 0x71,
  kStagedContents = 0x72,
  kFreedContents = 0x73,
  kAttachments = 0x74,
  kAttachmentTombstones = 0x75,
  kAttachmentTombstonesByEtag = 0x76,
  kAttachmentTombstonesByCollection = 0x77,
  kRevisions = 0x78,
  kRevisionsByChangeVector = 0x79,
  kRevisionHeads = 0x7a,
  kRevisionBin = 0x7b,
  kCompareExchange = 0x80,
  kCompareExchangeByIndex = 0x81,
  kCompareExchangeTombstones = 0x82,
  kCompareExchangeCounts = 0x83,
  kExpirationByTime = 0x88,
  kRefreshByTime = 0x89,
};

/// In the tables that are keyed by a name: kDocuments, kTombstones, kCollections, ...
std::string table_key(Table table, std::string_view name);

/// The name of a part of a document in a table of its kind: of a counter, for instance.
std::string part_name(std::string_view folded_id, std::string_view folded_part);

/// In kDocumentsByEtag, kTombstonesByEtag, ...
std::string etag_key(Table table, Etag etag);

/// In kDocumentsByCollection, kTombstonesByCollection, ...
std::string collection_etag_key(Table table, std::string_view folded_collection, Etag etag);

/// In kMeta.
std::string format_key();
std::string last_etag_key();

/// The names in `table` that start with `prefix`; all for an empty one.
kv::Range table_range(Table table, std::string_view prefix);

/// The etags after `after`, all or those of one collection; none for a name that no collection can
/// have.
kv::Range etags_after(Table table, Etag after);
kv::Range collection_etags_after(Table table, std::string_view folded_collection, Etag after);

/// The first byte of a key that is not empty; it may be of no table.
Table table_of_key(std::string_view key);

/// The name in a key that table_key() made.
std::string_view name_of_key(std::string_view key);

/// The etag in a key that etag_key() or collection_etag_key() made; nothing if too short.
std::optional<Etag> etag_of_key(std::string_view key);

}  // namespace penstock::documents
