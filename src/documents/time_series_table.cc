#include "documents/time_series_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "documents/keys.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_records.h"

namespace penstock::documents {
namespace {

/// Segments that are read at a time.
constexpr std::size_t kPageSegments = 64;

Result<void> check_name(std::string_view name) {
  if (name.empty()) return invalid_argument("The name of a time series is empty.");
  if (name.size() > kTimeSeriesNameBytesMax) {
    return invalid_argument(fmt::format("The name of the time series '{}' is longer than {} bytes.",
                                        excerpt(name, 64), kTimeSeriesNameBytesMax));
  }
  if (!is_utf8(name)) return invalid_argument("The name of a time series is not UTF-8.");
  if (name.find('\0') == std::string_view::npos) return {};
  return invalid_argument("The name of a time series holds a NUL.");
}

Result<void> check_entry(const TimeSeriesEntry& entry) {
  if (!TimeRange{}.contains(entry.time)) {
    return invalid_argument("The time of an entry is not in the years 1 to 9999.");
  }
  if (entry.values.empty() || entry.values.size() > kTimeSeriesValuesMax) {
    return invalid_argument(fmt::format("The entry of {} has {} values; it must have 1 to {}.",
                                        format_wire_time(entry.time), entry.values.size(),
                                        kTimeSeriesValuesMax));
  }
  if (!std::ranges::all_of(entry.values, [](double value) { return std::isfinite(value); })) {
    return invalid_argument(fmt::format("The entry of {} has a value that is not a finite number.",
                                        format_wire_time(entry.time)));
  }
  if (entry.tag.size() > kTimeSeriesTagBytesMax) {
    return invalid_argument(fmt::format("The tag of the entry of {} is longer than {} bytes.",
                                        format_wire_time(entry.time), kTimeSeriesTagBytesMax));
  }
  if (is_utf8(entry.tag)) return {};
  return invalid_argument("The tag of an entry is not UTF-8.");
}

Result<void> check_range(const TimeRange& range) {
  if (range.from <= range.to) return {};
  return invalid_argument(fmt::format("The range from {} to {} ends before it begins.",
                                      format_wire_time(range.from), format_wire_time(range.to)));
}

// So that nobody's appends are counted up and nobody's counts are overwritten.
Result<void> check_kind(const TimeSeriesChanges& changes) {
  if (is_incremental(changes.name)) {
    if (changes.appends.empty()) return {};
    return invalid_argument(fmt::format(
        "'{}' is an incremental time series: it takes increments, no appends.", changes.name));
  }
  if (changes.increments.empty()) return {};
  return invalid_argument(
      fmt::format("'{}' takes no increments: the name of an incremental time series begins "
                  "with 'INC:'.",
                  changes.name));
}

Result<void> check(const TimeSeriesChanges& changes) {
  TRY(check_name(changes.name));
  TRY(check_kind(changes));
  for (const auto& range : changes.deletes) TRY(check_range(range));
  for (const auto& entry : changes.appends) TRY(check_entry(entry));
  for (const auto& entry : changes.increments) TRY(check_entry(entry));
  return {};
}

Result<void> take_later(TimeSeriesEntry& entry, TimeSeriesEntry&& added) {
  entry = std::move(added);
  return {};
}

Result<void> take_sum(TimeSeriesEntry& entry, TimeSeriesEntry&& added) {
  entry.values.resize(std::max(entry.values.size(), added.values.size()));
  for (std::size_t i = 0; i < added.values.size(); ++i) entry.values[i] += added.values[i];
  return check_entry(entry);
}

TimeSeriesChange::Type kind_of(const TimeSeriesChanges& changes) {
  if (changes.deletes.empty()) return TimeSeriesChange::Type::kPut;
  const bool only_deletes = changes.appends.empty() && changes.increments.empty();
  return only_deletes ? TimeSeriesChange::Type::kDelete : TimeSeriesChange::Type::kMixed;
}

/// From the first time that is touched to the last.
TimeRange range_of(const TimeSeriesChanges& changes) {
  TimeRange range{.from = kLastTime, .to = kFirstTime};
  const auto widen = [&](WallTime from, WallTime to) {
    range = {.from = std::min(range.from, from), .to = std::max(range.to, to)};
  };
  for (const auto& deleted : changes.deletes) widen(deleted.from, deleted.to);
  for (const auto& entry : changes.appends) widen(entry.time, entry.time);
  for (const auto& entry : changes.increments) widen(entry.time, entry.time);
  return range;
}

Error no_document(std::string_view id) {
  return not_found(fmt::format("Document {} does not exist, so it has no time series", id));
}

}  // namespace

TimeSeriesTable::TimeSeriesTable(PendingCommit& pending, DocumentTable& documents)
    : pending_(pending), documents_(documents), segments_(pending) {
  documents.add_observer(*this);
}

Result<std::string> TimeSeriesTable::apply(std::string_view document_id,
                                           const TimeSeriesChanges& changes) {
  const auto document = TRY(documents_.head(document_id));
  if (!document) return no_document(document_id);
  TRY(check(changes));
  auto series = TRY(read_series(document->id, document->collection, changes.name));
  const bool was_there = series.entries > 0;
  const Etag before = pending_.last_etag();
  for (const auto& range : changes.deletes) TRY(segments_.remove(series, range));
  TRY(segments_.write(series, changes.appends, take_later));
  TRY(segments_.write(series, changes.increments, take_sum));
  if (pending_.last_etag() == before) return document->change_vector;
  write_series(series);
  note_item(series, kind_of(changes), range_of(changes));
  if (was_there != (series.entries > 0)) TRY(update_names(series));
  return pending_.versions().change_vector(pending_.last_etag());
}

Result<std::string> TimeSeriesTable::copy(std::string_view from_id, std::string_view from_name,
                                          const TimeRange& range, std::string_view to_id,
                                          std::string_view to_name) {
  const auto document = TRY(documents_.head(from_id));
  if (!document) return no_document(from_id);
  TRY(check_name(from_name));
  TRY(check_range(range));
  const auto source = TRY(read_series(document->id, document->collection, from_name));
  if (source.entries == 0) {
    return not_found(fmt::format("Document {} has no time series '{}'", from_id, from_name));
  }
  TimeSeriesChanges changes{
      .name = std::string(to_name), .deletes = {}, .appends = {}, .increments = {}};
  auto& target = is_incremental(to_name) ? changes.increments : changes.appends;
  target = TRY(read_entries(source, range));
  return apply(to_id, changes);
}

Result<void> TimeSeriesTable::before_remove(const DocumentRecord& document) {
  if (!DerivedMetadata::parse(document.derived).has_flag(DocumentFlag::kHasTimeSeries)) return {};
  for (const auto& name : TRY(names(fold_case(document.id), kTimeSeriesPerDocumentMax))) {
    auto series = TRY(read_series(document.id, document.collection, name));
    TRY(segments_.remove(series, {}));
    write_series(series);
    note_item(series, TimeSeriesChange::Type::kDelete, {});
  }
  return {};
}

void TimeSeriesTable::note_item(const Series& series, TimeSeriesChange::Type type,
                                const TimeRange& range) {
  if (!pending_.keeps_items()) return;
  pending_.note_item(
      TimeSeriesChange{.type = type,
                       .document_id = series.id,
                       .collection = series.collection,
                       .name = series.name,
                       .from = range.from == kFirstTime ? std::nullopt : std::optional(range.from),
                       .to = range.to == kLastTime ? std::nullopt : std::optional(range.to),
                       .change_vector = pending_.versions().change_vector(pending_.last_etag())});
}

Result<Series> TimeSeriesTable::read_series(std::string_view id, std::string_view collection,
                                            std::string_view name) const {
  Series series{.folded_id = fold_case(id),
                .folded_name = fold_case(name),
                .id = std::string(id),
                .name = std::string(name),
                .collection = std::string(collection),
                .folded_collection = fold_case(collection)};
  const auto stored =
      TRY(pending_.overlay().get(time_series_key(series.folded_id, series.folded_name)));
  if (stored) {
    const auto record = TRY(decode_time_series(*stored));
    series.name = record.name;
    series.entries = record.entries;
  }
  return series;
}

void TimeSeriesTable::write_series(const Series& series) {
  auto key = time_series_key(series.folded_id, series.folded_name);
  if (series.entries == 0) {
    pending_.overlay().erase(std::move(key));
  } else {
    pending_.overlay().put(std::move(key), encode(TimeSeriesRecord{series.name, series.entries}));
  }
}

Result<std::vector<TimeSeriesEntry>> TimeSeriesTable::read_entries(const Series& series,
                                                                   const TimeRange& range) const {
  std::vector<TimeSeriesEntry> found;
  auto unread = segments_range(series.folded_id, series.folded_name);
  for (bool more = true; more;) {
    const auto page = TRY(pending_.overlay().scan(unread, kPageSegments));
    more = page.size() == kPageSegments;
    if (more) unread.begin = kv::key_after(page.back().key);
    for (const auto& stored : page) {
      const auto record = TRY(decode_segment_record(stored.value));
      if (record.last < range.from || time_of_segment(stored.key) > range.to) continue;
      for (auto& entry : TRY(decode_segment(record.segment))) {
        if (range.contains(entry.time)) found.push_back(std::move(entry));
      }
    }
    if (found.size() > kCopiedEntriesMax) {
      return Error{ErrorCode::kTooLarge,
                   fmt::format("More than {} entries are too many to copy in one transaction.",
                               kCopiedEntriesMax)};
    }
  }
  return found;
}

Result<std::vector<std::string>> TimeSeriesTable::names(std::string_view folded_id,
                                                        std::size_t count_max) const {
  std::vector<std::string> names;
  for (const auto& stored : TRY(pending_.overlay().scan(time_series_range(folded_id), count_max))) {
    names.emplace_back(TRY(decode_time_series(stored.value)).name);
  }
  return names;
}

Result<void> TimeSeriesTable::update_names(const Series& series) {
  const auto all = TRY(names(series.folded_id, kTimeSeriesPerDocumentMax + 1));
  if (all.size() > kTimeSeriesPerDocumentMax) {
    return Error{ErrorCode::kTooLarge, fmt::format("Document {} has more than {} time series.",
                                                   series.id, kTimeSeriesPerDocumentMax)};
  }
  TRY(documents_.update(
      series.id, [&](DerivedMetadata& derived) { derived.set_time_series(names_json(all)); }));
  return {};
}

}  // namespace penstock::documents
