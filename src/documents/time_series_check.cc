#include "documents/time_series_check.h"

#include <fmt/format.h>

#include "base/text.h"
#include "documents/derived_metadata.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_reader.h"
#include "documents/time_series_records.h"

namespace penstock::documents {
namespace {

/// The folded id of the document that a series hangs on, from the name of the series.
std::string_view document_of(std::string_view series) {
  return series.substr(0, series.find('\0'));
}

Result<std::uint64_t> count_entries(const kv::Snapshot& snapshot, const kv::Range& segments) {
  std::uint64_t entries = 0;
  TRY(snapshot.visit(segments, [&](std::string_view, std::string_view value) {
    const auto record = decode_segment_record(value);  // Reported with the segments if it fails.
    if (record) entries += count_segment(record->segment);
    return true;
  }));
  return entries;
}

/// Whether the segment behind this one begins after its last entry.
Result<void> check_no_overlap(const CheckContext& context, const kv::Range& segments,
                              std::string_view name, WallTime last) {
  const auto key = table_key(Table::kTimeSeriesSegments, name);
  const auto next =
      TRY(context.snapshot.scan({kv::key_after(key), segments.end}, kv::Direction::kForward,
                                {.entries_max = 1, .bytes_max = 1}));
  if (next.entries.empty() || time_of_segment(next.entries.front().key) > last) return {};
  return corruption("the segment behind it begins before it ends");
}

}  // namespace

Result<void> check_time_series(const CheckContext& context, std::string_view name,
                               std::string_view value) {
  const auto record = TRY(decode_time_series(value));
  const auto folded_id = document_of(name);
  const auto folded_name = fold_case(record.name);
  if (part_name(folded_id, folded_name) != name) {
    return corruption("it is under the key of another time series");
  }
  if (!TRY(context.snapshot.get(table_key(Table::kDocuments, folded_id)))) {
    return corruption("its document is not there");
  }
  const auto entries = TRY(count_entries(context.snapshot, segments_range(folded_id, folded_name)));
  if (entries == record.entries && entries > 0) return {};
  return corruption(fmt::format("it counts {} entries, there are {}", record.entries, entries));
}

Result<void> check_segment(const CheckContext& context, std::string_view name,
                           std::string_view value) {
  const auto record = TRY(decode_segment_record(value));
  const auto& head = record.head;
  context.tallies.items[{CountedItem::kTimeSeriesSegments, fold_case(head.collection)}] += 1;
  const auto entries = TRY(decode_segment(record.segment));
  const auto folded_id = fold_case(head.id);
  const auto folded_name = fold_case(head.name);
  if (segment_name(folded_id, folded_name, entries.front().time) != name) {
    return corruption("it is under the key of another segment");
  }
  if (entries.back().time != record.last) return corruption("its last entry is of another time");
  if (!TRY(context.snapshot.get(time_series_key(folded_id, folded_name)))) {
    return corruption("its time series is not there");
  }
  TRY(check_no_overlap(context, segments_range(folded_id, folded_name), name, record.last));
  return expect_indexed(context.snapshot, Table::kTimeSeriesSegmentsByEtag,
                        Table::kTimeSeriesSegmentsByCollection, head.etag, head.collection, name);
}

Result<void> check_deleted_range(const CheckContext& context, std::string_view name,
                                 std::string_view value) {
  const auto record = TRY(decode_deleted_range(value));
  const auto& head = record.head;
  context.tallies.items[{CountedItem::kTimeSeriesDeletedRanges, fold_case(head.collection)}] += 1;
  if (deleted_range_name(fold_case(head.id), fold_case(head.name), record.range) != name) {
    return corruption("it is under the key of another range");
  }
  if (record.range.to < record.range.from) return corruption("it ends before it begins");
  return expect_indexed(context.snapshot, Table::kTimeSeriesDeletedRangesByEtag,
                        Table::kTimeSeriesDeletedRangesByCollection, head.etag, head.collection,
                        name);
}

Result<void> check_time_series_list(const kv::Snapshot& snapshot, const DocumentRecord& document) {
  const auto listed = names_json(TRY(TimeSeriesReader(snapshot).names(document.id)));
  if (listed == DerivedMetadata::parse(document.derived).time_series()) return {};
  return corruption("its metadata lists other time series");
}

}  // namespace penstock::documents
