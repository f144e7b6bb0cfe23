#include "documents/stored_table.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/utf8.h"
#include "documents/attachment_check.h"
#include "documents/compare_exchange_check.h"
#include "documents/counter_check.h"
#include "documents/document_check.h"
#include "documents/due_check.h"
#include "documents/revision_check.h"
#include "documents/time_series_check.h"

namespace penstock::documents {
namespace {

bool is_shown_as_text(std::string_view bytes) {
  return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return std::iscntrl(static_cast<unsigned char>(c)) != 0;
         });
}

}  // namespace

// A switch, so that a table of keys.h that is not here does not compile.
std::optional<StoredTable> find_stored_table(Table table) {
  switch (table) {
    case Table::kMeta: return StoredTable{"meta", check_meta};
    case Table::kDocuments: return StoredTable{"documents/by-id", check_document};
    case Table::kDocumentsByEtag: return StoredTable{"documents/by-etag", nullptr};
    case Table::kDocumentsByCollection: return StoredTable{"documents/by-collection", nullptr};
    case Table::kTombstones: return StoredTable{"tombstones/by-id", check_tombstones};
    case Table::kTombstonesByEtag: return StoredTable{"tombstones/by-etag", nullptr};
    case Table::kTombstonesByCollection: return StoredTable{"tombstones/by-collection", nullptr};
    case Table::kCollections: return StoredTable{"collections", check_collection};
    case Table::kIdentities: return StoredTable{"identities", check_number};
    case Table::kItems: return StoredTable{"items", check_item};
    case Table::kCounters: return StoredTable{"counters", check_counter};
    case Table::kCountersByEtag: return StoredTable{"counters/by-etag", nullptr};
    case Table::kCountersByCollection: return StoredTable{"counters/by-collection", nullptr};
    case Table::kCounterTombstonesByEtag: return StoredTable{"counter-tombstones/by-etag", nullptr};
    case Table::kCounterTombstonesByCollection:
      return StoredTable{"counter-tombstones/by-collection", nullptr};
    case Table::kTimeSeries: return StoredTable{"time-series", check_time_series};
    case Table::kTimeSeriesSegments: return StoredTable{"segments", check_segment};
    case Table::kTimeSeriesSegmentsByEtag: return StoredTable{"segments/by-etag", nullptr};
    case Table::kTimeSeriesSegmentsByCollection:
      return StoredTable{"segments/by-collection", nullptr};
    case Table::kTimeSeriesDeletedRanges: return StoredTable{"deleted-ranges", check_deleted_range};
    case Table::kTimeSeriesDeletedRangesByEtag:
      return StoredTable{"deleted-ranges/by-etag", nullptr};
    case Table::kTimeSeriesDeletedRangesByCollection:
      return StoredTable{"deleted-ranges/by-collection", nullptr};
    case Table::kContentChunks: return StoredTable{"contents/chunks", check_content_chunk};
    case Table::kContents: return StoredTable{"contents/by-hash", check_content};
    case Table::kStagedContents: return StoredTable{"contents/staged", check_loose_chunks};
    case Table::kFreedContents: return StoredTable{"contents/freed", check_loose_chunks};
    case Table::kAttachments: return StoredTable{"attachments", check_attachment};
    case Table::kAttachmentTombstones:
      return StoredTable{"attachment-tombstones", check_attachment_tombstone};
    case Table::kAttachmentTombstonesByEtag:
      return StoredTable{"attachment-tombstones/by-etag", nullptr};
    case Table::kAttachmentTombstonesByCollection:
      return StoredTable{"attachment-tombstones/by-collection", nullptr};
    case Table::kRevisions: return StoredTable{"revisions/by-document", check_revision};
    case Table::kRevisionsByChangeVector:
      return StoredTable{"revisions/by-change-vector", check_revision_version};
    case Table::kRevisionHeads: return StoredTable{"revisions/heads", check_revision_head};
    case Table::kRevisionBin: return StoredTable{"revisions/bin", check_revision_bin};
    case Table::kCompareExchange: return StoredTable{"compare-exchange", check_compare_exchange};
    case Table::kCompareExchangeByIndex:
      return StoredTable{"compare-exchange/by-index", check_compare_exchange_index};
    case Table::kCompareExchangeTombstones:
      return StoredTable{"compare-exchange-tombstones", check_compare_exchange_tombstone};
    case Table::kCompareExchangeCounts:
      return StoredTable{"compare-exchange/counts", check_compare_exchange_counts};
    case Table::kExpirationByTime: return StoredTable{"expiration/by-time", check_expiration};
    case Table::kRefreshByTime: return StoredTable{"refresh/by-time", check_refresh};
  }
  return std::nullopt;
}

std::string describe_key(std::string_view key) {
  if (key.empty()) return "the empty key";
  const auto table = find_stored_table(table_of_key(key));
  if (!table) return fmt::format("no table, key {}", to_hex(key));
  const auto name = name_of_key(key);
  if (is_shown_as_text(name)) return fmt::format("{} '{}'", table->name, name);
  return fmt::format("{} {}", table->name, to_hex(name));
}

}  // namespace penstock::documents
