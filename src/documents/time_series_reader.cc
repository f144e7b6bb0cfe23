#include "documents/time_series_reader.h"

#include <utility>

#include "base/text.h"
#include "documents/keys.h"
#include "documents/record_bytes.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_records.h"

namespace penstock::documents {
namespace {

/// Counts the entries of a range, segment by segment, and hands on those of a page.
class RangeWalk {
 public:
  RangeWalk(const TimeRange& range, const TimeSeriesPage& page,
            const TimeSeriesReader::TakeEntry& take)
      : range_(range), page_(page), take_(take) {}

  Result<void> add(WallTime first, const SegmentRecord& record) {
    if (record.last < range_.from) return {};
    const auto count = count_segment(record.segment);
    const bool is_within = range_.contains({first, record.last});
    if (is_within && (found_ + count <= page_.skip || taken_ == page_.take)) {
      found_ += count;  // No need to decode what is only counted.
      return {};
    }
    for (const auto& entry : TRY(decode_segment(record.segment))) {
      if (!range_.contains(entry.time)) continue;
      if (found_++ < page_.skip || taken_ == page_.take) continue;
      ++taken_;
      TRY(take_(entry));
    }
    return {};
  }

  std::uint64_t found() const { return found_; }

 private:
  const TimeRange& range_;
  const TimeSeriesPage& page_;
  const TimeSeriesReader::TakeEntry& take_;
  std::uint64_t found_ = 0;
  std::size_t taken_ = 0;
};

Result<kv::Entry> first_of(const kv::Snapshot& snapshot, const kv::Range& range,
                           kv::Direction direction) {
  auto page = TRY(snapshot.scan(range, direction, {.entries_max = 1, .bytes_max = 1}));
  if (page.entries.empty()) return corruption("a time series has no segments");
  return std::move(page.entries.front());
}

}  // namespace

Result<std::optional<TimeSeriesStatistics>> TimeSeriesReader::statistics(
    std::string_view document_id, std::string_view name) const {
  const auto folded_id = fold_case(document_id);
  const auto stored = TRY(snapshot_.get(time_series_key(folded_id, fold_case(name))));
  if (!stored) return std::nullopt;
  return std::optional(TRY(statistics_of(folded_id, *stored)));
}

Result<std::vector<std::string>> TimeSeriesReader::names(std::string_view document_id) const {
  std::vector<std::string> names;
  Result<void> decoded;
  TRY(snapshot_.visit(time_series_range(fold_case(document_id)),
                      [&](std::string_view, std::string_view value) {
                        const auto record = decode_time_series(value);
                        if (record) {
                          names.emplace_back(record->name);
                        } else {
                          decoded = record.error();
                        }
                        return decoded.has_value();
                      }));
  TRY(decoded);
  return names;
}

Result<std::vector<TimeSeriesStatistics>> TimeSeriesReader::all_statistics(
    std::string_view document_id) const {
  std::vector<TimeSeriesStatistics> all;
  for (const auto& name : TRY(names(document_id))) {
    auto series = TRY(statistics(document_id, name));
    if (!series) return corruption("a time series is under the key of another");
    all.push_back(*std::move(series));
  }
  return all;
}

Result<TimeSeriesStatistics> TimeSeriesReader::statistics_of(std::string_view folded_id,
                                                             std::string_view stored) const {
  const auto record = TRY(decode_time_series(stored));
  const auto segments = segments_range(folded_id, fold_case(record.name));
  const auto first = TRY(first_of(snapshot_, segments, kv::Direction::kForward));
  const auto last = TRY(first_of(snapshot_, segments, kv::Direction::kBackward));
  const auto end = TRY(decode_segment_record(last.value)).last;
  return TimeSeriesStatistics{.name = std::string(record.name),
                              .entries = record.entries,
                              .range = {time_of_segment(first.key), end}};
}

Result<std::uint64_t> TimeSeriesReader::read(std::string_view document_id, std::string_view name,
                                             const TimeRange& range, const TimeSeriesPage& page,
                                             const TakeEntry& take) const {
  const auto folded_id = fold_case(document_id);
  const auto folded_name = fold_case(name);
  const auto key = [&](WallTime time) {
    return table_key(Table::kTimeSeriesSegments, segment_name(folded_id, folded_name, time));
  };
  RangeWalk walk(range, page, take);
  const kv::Range inside{key(range.from), kv::key_after(key(range.to))};
  const auto before =
      TRY(snapshot_.scan({segments_range(folded_id, folded_name).begin, inside.begin},
                         kv::Direction::kBackward, {.entries_max = 1, .bytes_max = 1}));
  for (const auto& stored : before.entries) {
    TRY(walk.add(time_of_segment(stored.key), TRY(decode_segment_record(stored.value))));
  }
  Result<void> outcome;
  TRY(snapshot_.visit(inside, [&](std::string_view stored_key, std::string_view value) {
    const auto record = decode_segment_record(value);
    outcome =
        record ? walk.add(time_of_segment(stored_key), *record) : Result<void>(record.error());
    return outcome.has_value();
  }));
  TRY(outcome);
  return walk.found();
}

}  // namespace penstock::documents
