#include "documents/change_stream.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "documents/attachment_records.h"
#include "documents/counter_records.h"
#include "documents/records.h"
#include "documents/time_series_records.h"

namespace penstock::documents {
namespace {

Error other_version(Etag etag) {
  return corruption(fmt::format("the index entry of etag {} has an item of another", etag.value));
}

Result<Change> decode_document_change(Etag etag, std::string_view stored) {
  const auto record = TRY(decode_document(stored));
  if (record.etag != etag) return other_version(etag);
  return Change{record.to_document()};
}

Result<Change> decode_tombstone_change(Etag etag, std::string_view stored) {
  auto record = TRY(decode_tombstones(stored));
  const auto own = std::find_if(record.entries.begin(), record.entries.end(),
                                [&](const auto& entry) { return entry.etag == etag; });
  if (own == record.entries.end()) return other_version(etag);
  return Change{Tombstone{.id = std::move(record.id),
                          .etag = own->etag,
                          .collection = std::move(own->collection),
                          .deleted_at = own->deleted_at}};
}

Result<Change> decode_attachment_tombstone_change(Etag etag, std::string_view stored) {
  auto tombstone = TRY(decode_attachment_tombstone(stored));
  if (tombstone.etag != etag) return other_version(etag);
  return Change{std::move(tombstone)};
}

/// In the order of ChangeStream.
constexpr std::array<StreamLayout, 7> kLayouts = {{
    {Table::kDocuments, Table::kDocumentsByEtag, Table::kDocumentsByCollection,
     decode_document_change},
    {Table::kTombstones, Table::kTombstonesByEtag, Table::kTombstonesByCollection,
     decode_tombstone_change},
    {Table::kCounters, Table::kCountersByEtag, Table::kCountersByCollection, decode_counter_change},
    {Table::kCounters, Table::kCounterTombstonesByEtag, Table::kCounterTombstonesByCollection,
     decode_counter_change},
    {Table::kAttachmentTombstones, Table::kAttachmentTombstonesByEtag,
     Table::kAttachmentTombstonesByCollection, decode_attachment_tombstone_change},
    {Table::kTimeSeriesSegments, Table::kTimeSeriesSegmentsByEtag,
     Table::kTimeSeriesSegmentsByCollection, decode_segment_change},
    {Table::kTimeSeriesDeletedRanges, Table::kTimeSeriesDeletedRangesByEtag,
     Table::kTimeSeriesDeletedRangesByCollection, decode_deleted_range_change},
}};

}  // namespace

const StreamLayout& layout_of(ChangeStream stream) {
  return kLayouts[static_cast<std::size_t>(stream)];
}

std::span<const StreamLayout> all_layouts() { return kLayouts; }

}  // namespace penstock::documents
