#include "documents/segment_table.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "documents/item_counts.h"
#include "documents/keys.h"
#include "documents/time_series_codec.h"

namespace penstock::documents {
namespace {

/// Segments and deleted ranges that are read at a time.
constexpr std::size_t kPageEntries = 64;

CountedItem counted_as(ChangeStream stream) {
  return stream == ChangeStream::kTimeSeriesSegments ? CountedItem::kTimeSeriesSegments
                                                     : CountedItem::kTimeSeriesDeletedRanges;
}

bool is_earlier(const TimeSeriesEntry& left, const TimeSeriesEntry& right) {
  return left.time < right.time;
}

/// `added` laid over `entries`, both of any order and by time afterwards.
Result<std::vector<TimeSeriesEntry>> merged(std::vector<TimeSeriesEntry> entries,
                                            std::vector<TimeSeriesEntry> added,
                                            CombineEntries combine) {
  entries.insert(entries.end(), std::make_move_iterator(added.begin()),
                 std::make_move_iterator(added.end()));
  std::stable_sort(entries.begin(), entries.end(), is_earlier);
  std::vector<TimeSeriesEntry> result;
  result.reserve(entries.size());
  for (auto& entry : entries) {
    if (!result.empty() && result.back().time == entry.time) {
      TRY(combine(result.back(), std::move(entry)));
    } else {
      result.push_back(std::move(entry));
    }
  }
  return result;
}

// What is added behind a full segment begins a new one. What is added within it halves it: else
// each further one would push a single entry out into a segment of its own.
std::vector<std::string> in_segments(std::span<const TimeSeriesEntry> entries, bool is_behind) {
  auto segments = encode_segments(entries);
  if (is_behind || segments.size() != 2) return segments;
  segments = encode_segments(entries.first(entries.size() / 2));
  auto rest = encode_segments(entries.subspan(entries.size() / 2));
  segments.insert(segments.end(), std::make_move_iterator(rest.begin()),
                  std::make_move_iterator(rest.end()));
  return segments;
}

}  // namespace

Result<void> SegmentTable::write(Series& series, std::vector<TimeSeriesEntry> entries,
                                 CombineEntries combine) {
  std::stable_sort(entries.begin(), entries.end(), is_earlier);
  auto begin = entries.begin();
  while (begin != entries.end()) {
    auto segment = TRY(segment_for(series, begin->time));
    const auto end_time = segment ? TRY(end_of(series, *segment)) : kLastTime;
    auto end = std::find_if(begin, entries.end(),
                            [&](const auto& entry) { return entry.time > end_time; });
    std::vector<TimeSeriesEntry> added(std::make_move_iterator(begin),
                                       std::make_move_iterator(end));
    const bool is_behind = !segment || segment->entries.back().time < added.front().time;
    const auto all = TRY(merged(segment ? std::move(segment->entries) : decltype(added)(),
                                std::move(added), combine));
    TRY(replace(series, segment, all, in_segments(all, is_behind)));
    begin = end;
  }
  return {};
}

Result<SegmentTable::Segment> SegmentTable::open(kv::Entry stored) {
  const auto record = TRY(decode_segment_record(stored.value));
  auto entries = TRY(decode_segment(record.segment));
  return Segment{.name = std::string(name_of_key(stored.key)),
                 .record = std::move(stored.value),
                 .entries = std::move(entries)};
}

// What comes before all segments belongs to the first.
Result<std::optional<SegmentTable::Segment>> SegmentTable::segment_for(const Series& series,
                                                                       WallTime time) const {
  const auto all = segments_range(series.folded_id, series.folded_name);
  const auto name = segment_name(series.folded_id, series.folded_name, time);
  auto found = TRY(pending_.overlay().last(
      {all.begin, kv::key_after(table_key(Table::kTimeSeriesSegments, name))}));
  if (!found) {
    auto first = TRY(pending_.overlay().scan(all, 1));
    if (first.empty()) return std::nullopt;
    found = std::move(first.front());
  }
  return std::optional(TRY(open(*std::move(found))));
}

Result<WallTime> SegmentTable::end_of(const Series& series, const Segment& segment) const {
  const auto all = segments_range(series.folded_id, series.folded_name);
  const auto next = TRY(pending_.overlay().scan(
      {kv::key_after(table_key(Table::kTimeSeriesSegments, segment.name)), all.end}, 1));
  if (next.empty()) return kLastTime;
  return time_of_segment(next.front().key) - std::chrono::microseconds(1);
}

Result<void> SegmentTable::replace(Series& series, const std::optional<Segment>& before,
                                   std::span<const TimeSeriesEntry> entries,
                                   const std::vector<std::string>& segments) {
  bool is_kept = false;
  if (before) {
    const auto record = TRY(decode_segment_record(before->record));
    is_kept = !segments.empty() && record.segment == segments.front();
    if (!is_kept) TRY(erase(series, before->name, record));
  }
  for (const auto& segment : segments) {
    const auto count = count_segment(segment);
    if (!std::exchange(is_kept, false)) TRY(put(series, entries.first(count), segment));
    entries = entries.subspan(count);
  }
  return {};
}

Result<void> SegmentTable::put(Series& series, std::span<const TimeSeriesEntry> entries,
                               std::string_view segment) {
  const SegmentRecord record{.head = head_of(series, pending_.take_etag()),
                             .last = entries.back().time,
                             .segment = segment};
  const auto name = segment_name(series.folded_id, series.folded_name, entries.front().time);
  pending_.overlay().put(table_key(Table::kTimeSeriesSegments, name), encode(record));
  series.entries += entries.size();
  return link(ChangeStream::kTimeSeriesSegments, record.head, name);
}

Result<void> SegmentTable::erase(Series& series, const std::string& name,
                                 const SegmentRecord& record) {
  pending_.overlay().erase(table_key(Table::kTimeSeriesSegments, name));
  series.entries -= count_segment(record.segment);
  return unlink(ChangeStream::kTimeSeriesSegments, record.head);
}

Result<void> SegmentTable::remove(Series& series, const TimeRange& range) {
  const auto all = segments_range(series.folded_id, series.folded_name);
  const auto key = [&](WallTime time) {
    return table_key(Table::kTimeSeriesSegments,
                     segment_name(series.folded_id, series.folded_name, time));
  };
  kv::Range unread{key(range.from), kv::key_after(key(range.to))};
  std::optional<Etag> etag;
  if (auto reaches_in = TRY(pending_.overlay().last({all.begin, unread.begin}))) {
    TRY(cut(series, *std::move(reaches_in), range, etag));
  }
  for (bool more = true; more;) {
    auto page = TRY(pending_.overlay().scan(unread, kPageEntries));
    more = page.size() == kPageEntries;
    if (more) unread.begin = kv::key_after(page.back().key);
    for (auto& stored : page) TRY(cut(series, std::move(stored), range, etag));
  }
  if (etag) TRY(put_range(series, range, *etag));
  return {};
}

Result<void> SegmentTable::cut(Series& series, kv::Entry stored, const TimeRange& range,
                               std::optional<Etag>& etag) {
  const auto record = TRY(decode_segment_record(stored.value));
  if (record.last < range.from) return {};
  if (range.contains({time_of_segment(stored.key), record.last})) {
    if (!etag) etag = pending_.take_etag();
    return erase(series, std::string(name_of_key(stored.key)), record);
  }
  auto segment = TRY(open(std::move(stored)));
  auto left = std::move(segment.entries);
  const auto removed =
      std::erase_if(left, [&](const auto& entry) { return range.contains(entry.time); });
  if (removed == 0) return {};
  if (!etag) etag = pending_.take_etag();
  return replace(series, std::move(segment), left, encode_segments(left));
}

Result<void> SegmentTable::put_range(const Series& series, const TimeRange& range, Etag etag) {
  TRY(drop_ranges_within(series, range));
  const DeletedRangeRecord record{.head = head_of(series, etag), .range = range};
  const auto name = deleted_range_name(series.folded_id, series.folded_name, range);
  pending_.overlay().put(table_key(Table::kTimeSeriesDeletedRanges, name), encode(record));
  return link(ChangeStream::kTimeSeriesDeletedRanges, record.head, name);
}

// The new range says what they said. Without this an application that deletes what is older than a
// month, every hour, would leave ever more of them.
Result<void> SegmentTable::drop_ranges_within(const Series& series, const TimeRange& range) {
  auto unread = deleted_ranges_ending_in(series.folded_id, series.folded_name, range);
  for (bool more = true; more;) {
    const auto page = TRY(pending_.overlay().scan(unread, kPageEntries));
    more = page.size() == kPageEntries;
    if (more) unread.begin = kv::key_after(page.back().key);
    for (const auto& stored : page) {
      const auto record = TRY(decode_deleted_range(stored.value));
      if (!range.contains(record.range)) continue;
      pending_.overlay().erase(stored.key);
      TRY(unlink(ChangeStream::kTimeSeriesDeletedRanges, record.head));
    }
  }
  return {};
}

TimeSeriesItemHead SegmentTable::head_of(const Series& series, Etag etag) const {
  return {.etag = etag,
          .last_modified = pending_.now(),
          .collection = series.collection,
          .id = series.id,
          .name = series.name};
}

Result<void> SegmentTable::link(ChangeStream stream, const TimeSeriesItemHead& head,
                                const std::string& name) {
  const auto collection = fold_case(head.collection);
  const auto& layout = layout_of(stream);
  pending_.overlay().put(etag_key(layout.by_etag, head.etag), name);
  pending_.overlay().put(collection_etag_key(layout.by_collection, collection, head.etag), name);
  pending_.note_change(collection);
  return add_to_count(pending_, counted_as(stream), collection, 1);
}

// A deleted range may be of another collection than the series that takes its place: the document
// was deleted and came back in another one.
Result<void> SegmentTable::unlink(ChangeStream stream, const TimeSeriesItemHead& head) {
  const auto collection = fold_case(head.collection);
  const auto& layout = layout_of(stream);
  pending_.overlay().erase(etag_key(layout.by_etag, head.etag));
  pending_.overlay().erase(collection_etag_key(layout.by_collection, collection, head.etag));
  return add_to_count(pending_, counted_as(stream), collection, -1);
}

}  // namespace penstock::documents
