#include "documents/time_series_records.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "documents/keys.h"
#include "documents/record_bytes.h"
#include "documents/time_series_codec.h"

namespace penstock::documents {

// Keys and values, with the parts that keys.cc and records.cc explain:
//
//   time-series                := 0x68 series -> 0x01 name:text entries:u64
//   segments                   := 0x69 segment-name -> 0x01 head last:time segment
//   segments/by-etag           := 0x6a etag -> segment-name
//   segments/by-collection     := 0x6b folded-collection 0x00 etag -> segment-name
//   deleted-ranges             := 0x6c range-name -> 0x01 head from:time to:time
//   deleted-ranges/by-etag     := 0x6d etag -> range-name
//   deleted-ranges/by-collection := 0x6e folded-collection 0x00 etag -> range-name
//
//   series       := folded-id 0x00 folded-name        (neither has a 0x00)
//   segment-name := series 0x00 first                 (segments of a series do not overlap)
//   range-name   := series 0x00 to from              (what lies within a new one is next to it)
//   first, to, from := time, its highest bit flipped, so that byte order is time order; first is
//                   that of the first entry
//   head         := etag time collection:text id:text name:text
//   segment      := as in time_series_codec.cc
//
// Golden bytes: tests/unit/golden/time_series_v1.hex.

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFixedBytes = 1 + 8 + 8 + 3 * 4 + 8 + 8;
constexpr std::uint64_t kHighestBit = std::uint64_t{1} << 63;

std::string begin(const TimeSeriesItemHead& head, std::size_t more_bytes) {
  auto bytes = begin_record(kVersion, kFixedBytes + head.collection.size() + head.id.size() +
                                          head.name.size() + more_bytes);
  append_u64(bytes, head.etag.value);
  append_time(bytes, head.last_modified);
  append_text(bytes, head.collection);
  append_text(bytes, head.id);
  append_text(bytes, head.name);
  return bytes;
}

TimeSeriesItemHead read_head(ByteReader& reader) {
  TimeSeriesItemHead head;
  head.etag = Etag{reader.u64()};
  head.last_modified = read_time(reader);
  head.collection = reader.text();
  head.id = reader.text();
  head.name = reader.text();
  return head;
}

/// The parts of a series, behind which a number follows.
std::string series_prefix(std::string_view folded_id, std::string_view folded_series) {
  return part_name(part_name(folded_id, folded_series), {});
}

void append_ordered(std::string& name, WallTime time) {
  append_u64(name, static_cast<std::uint64_t>(time.time_since_epoch().count()) ^ kHighestBit);
}

Error other_version(Etag etag) {
  return corruption(fmt::format("the index entry of etag {} has another item", etag.value));
}

}  // namespace

bool is_incremental(std::string_view name) {
  constexpr std::string_view kPrefix = "INC:";
  return equal_ignoring_case(name.substr(0, kPrefix.size()), kPrefix);
}

std::string encode(const TimeSeriesRecord& record) {
  auto bytes = begin_record(kVersion, 1 + 4 + record.name.size() + 8);
  append_text(bytes, record.name);
  append_u64(bytes, record.entries);
  return bytes;
}

std::string encode(const SegmentRecord& record) {
  auto bytes = begin(record.head, record.segment.size());
  append_time(bytes, record.last);
  bytes.append(record.segment);
  return bytes;
}

std::string encode(const DeletedRangeRecord& record) {
  auto bytes = begin(record.head, 0);
  append_time(bytes, record.range.from);
  append_time(bytes, record.range.to);
  return bytes;
}

Result<TimeSeriesRecord> decode_time_series(std::string_view bytes) {
  ByteReader reader(bytes);
  const bool is_known = reader.u8() == kVersion;
  TimeSeriesRecord record;
  record.name = reader.text();
  record.entries = reader.u64();
  if (!is_known || !reader.ok() || !reader.at_end()) return undecodable("time series");
  return record;
}

Result<SegmentRecord> decode_segment_record(std::string_view bytes) {
  ByteReader reader(bytes);
  const bool is_known = reader.u8() == kVersion;
  SegmentRecord record;
  record.head = read_head(reader);
  record.last = read_time(reader);
  record.segment = reader.rest();
  if (!is_known || !reader.ok()) return undecodable("segment");
  return record;
}

Result<DeletedRangeRecord> decode_deleted_range(std::string_view bytes) {
  ByteReader reader(bytes);
  const bool is_known = reader.u8() == kVersion;
  DeletedRangeRecord record;
  record.head = read_head(reader);
  record.range.from = read_time(reader);
  record.range.to = read_time(reader);
  if (!is_known || !reader.ok() || !reader.at_end()) return undecodable("deleted range");
  return record;
}

std::string time_series_key(std::string_view folded_id, std::string_view folded_series) {
  return table_key(Table::kTimeSeries, part_name(folded_id, folded_series));
}

kv::Range time_series_range(std::string_view folded_id) {
  return table_range(Table::kTimeSeries, part_name(folded_id, {}));
}

std::string segment_name(std::string_view folded_id, std::string_view folded_series,
                         WallTime first) {
  auto name = series_prefix(folded_id, folded_series);
  append_ordered(name, first);
  return name;
}

kv::Range segments_range(std::string_view folded_id, std::string_view folded_series) {
  return table_range(Table::kTimeSeriesSegments, series_prefix(folded_id, folded_series));
}

WallTime time_of_segment(std::string_view key) {
  const auto bits = ByteReader(key.substr(key.size() - 8)).u64() ^ kHighestBit;
  return WallTime{std::chrono::microseconds{static_cast<std::int64_t>(bits)}};
}

std::string deleted_range_name(std::string_view folded_id, std::string_view folded_series,
                               const TimeRange& range) {
  auto name = series_prefix(folded_id, folded_series);
  append_ordered(name, range.to);
  append_ordered(name, range.from);
  return name;
}

kv::Range deleted_ranges_ending_in(std::string_view folded_id, std::string_view folded_series,
                                   const TimeRange& range) {
  const auto key = [&](WallTime to, WallTime from) {
    return table_key(Table::kTimeSeriesDeletedRanges,
                     deleted_range_name(folded_id, folded_series, {from, to}));
  };
  return {.begin = key(range.from, kFirstTime), .end = kv::key_after(key(range.to, kLastTime))};
}

Result<Change> decode_segment_change(Etag etag, std::string_view stored) {
  const auto record = TRY(decode_segment_record(stored));
  if (record.head.etag != etag) return other_version(etag);
  auto entries = TRY(decode_segment(record.segment));
  return Change{TimeSeriesSegment{.id = std::string(record.head.id),
                                  .name = std::string(record.head.name),
                                  .etag = record.head.etag,
                                  .collection = std::string(record.head.collection),
                                  .last_modified = record.head.last_modified,
                                  .entries = std::move(entries)}};
}

Result<Change> decode_deleted_range_change(Etag etag, std::string_view stored) {
  const auto record = TRY(decode_deleted_range(stored));
  if (record.head.etag != etag) return other_version(etag);
  return Change{TimeSeriesDeletedRange{.id = std::string(record.head.id),
                                       .name = std::string(record.head.name),
                                       .etag = record.head.etag,
                                       .collection = std::string(record.head.collection),
                                       .deleted_at = record.head.last_modified,
                                       .range = record.range}};
}

}  // namespace penstock::documents
