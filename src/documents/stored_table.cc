#include "documents/stored_table.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"
#include "documents/attachment_check.h"
#include "documents/counter_check.h"
#include "documents/document_check.h"
#include "documents/due_check.h"
#include "documents/revision_check.h"
#include "documents/time_series_check.h"

namespace penstock::documents {
namespace {

constexpr std::array kTables = {
    StoredTable{Table::kMeta, "meta", check_meta},
    StoredTable{Table::kDocuments, "documents/by-id", check_document},
    StoredTable{Table::kDocumentsByEtag, "documents/by-etag", nullptr},
    StoredTable{Table::kDocumentsByCollection, "documents/by-collection", nullptr},
    StoredTable{Table::kTombstones, "tombstones/by-id", check_tombstones},
    StoredTable{Table::kTombstonesByEtag, "tombstones/by-etag", nullptr},
    StoredTable{Table::kTombstonesByCollection, "tombstones/by-collection", nullptr},
    StoredTable{Table::kCollections, "collections", check_collection},
    StoredTable{Table::kIdentities, "identities", check_number},
    StoredTable{Table::kItems, "items", check_item},
    StoredTable{Table::kCounters, "counters", check_counter},
    StoredTable{Table::kCountersByEtag, "counters/by-etag", nullptr},
    StoredTable{Table::kCountersByCollection, "counters/by-collection", nullptr},
    StoredTable{Table::kCounterTombstonesByEtag, "counter-tombstones/by-etag", nullptr},
    StoredTable{Table::kCounterTombstonesByCollection, "counter-tombstones/by-collection", nullptr},
    StoredTable{Table::kContentChunks, "contents/chunks", check_content_chunk},
    StoredTable{Table::kContents, "contents/by-hash", check_content},
    StoredTable{Table::kStagedContents, "contents/staged", check_loose_chunks},
    StoredTable{Table::kFreedContents, "contents/freed", check_loose_chunks},
    StoredTable{Table::kAttachments, "attachments", check_attachment},
    StoredTable{Table::kAttachmentTombstones, "attachment-tombstones", check_attachment_tombstone},
    StoredTable{Table::kAttachmentTombstonesByEtag, "attachment-tombstones/by-etag", nullptr},
    StoredTable{Table::kAttachmentTombstonesByCollection, "attachment-tombstones/by-collection",
                nullptr},
    StoredTable{Table::kTimeSeries, "time-series", check_time_series},
    StoredTable{Table::kTimeSeriesSegments, "segments", check_segment},
    StoredTable{Table::kTimeSeriesSegmentsByEtag, "segments/by-etag", nullptr},
    StoredTable{Table::kTimeSeriesSegmentsByCollection, "segments/by-collection", nullptr},
    StoredTable{Table::kTimeSeriesDeletedRanges, "deleted-ranges", check_deleted_range},
    StoredTable{Table::kTimeSeriesDeletedRangesByEtag, "deleted-ranges/by-etag", nullptr},
    StoredTable{Table::kTimeSeriesDeletedRangesByCollection, "deleted-ranges/by-collection",
                nullptr},
    StoredTable{Table::kRevisions, "revisions/by-document", check_revision},
    StoredTable{Table::kRevisionsByChangeVector, "revisions/by-change-vector",
                check_revision_version},
    StoredTable{Table::kRevisionHeads, "revisions/heads", check_revision_head},
    StoredTable{Table::kRevisionBin, "revisions/bin", check_revision_bin},
    StoredTable{Table::kExpirationByTime, "expiration/by-time", check_expiration},
    StoredTable{Table::kRefreshByTime, "refresh/by-time", check_refresh},
};

bool is_shown_as_text(std::string_view bytes) {
  return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return std::iscntrl(static_cast<unsigned char>(c)) != 0;
         });
}

}  // namespace

std::span<const StoredTable> stored_tables() { return kTables; }

std::string describe_key(std::string_view key) {
  if (key.empty()) return "the empty key";
  const auto table = std::find_if(kTables.begin(), kTables.end(), [&](const StoredTable& one) {
    return static_cast<char>(one.table) == key.front();
  });
  if (table == kTables.end()) return fmt::format("no table, key {}", to_hex(key));
  const auto name = name_of_key(key);
  if (is_shown_as_text(name)) return fmt::format("{} '{}'", table->name, name);
  return fmt::format("{} {}", table->name, to_hex(name));
}

}  // namespace penstock::documents
