#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/change.h"
#include "documents/etag.h"
#include "documents/time_series.h"
#include "kv/engine.h"

// How time series are stored; time_series_records.cc has it as a grammar. The views of the records
// point into the bytes that were decoded or will be encoded.
namespace penstock::documents {

/// A series that has entries.
struct TimeSeriesRecord {
  std::string_view name;  ///< As first written.
  std::uint64_t entries = 0;
};

/// What segments and deleted ranges have in common.
struct TimeSeriesItemHead {
  Etag etag;
  WallTime last_modified;
  std::string_view collection;
  std::string_view id;    ///< Of the document, as first written.
  std::string_view name;  ///< Of the series, as first written.
};

struct SegmentRecord {
  TimeSeriesItemHead head;
  WallTime last;             ///< Time of the last entry; that of the first is in the key.
  std::string_view segment;  ///< As encode_segments() makes it.
};

struct DeletedRangeRecord {
  TimeSeriesItemHead head;
  TimeRange range;
};

std::string encode(const TimeSeriesRecord& record);
std::string encode(const SegmentRecord& record);
std::string encode(const DeletedRangeRecord& record);
/// Errors of all: kCorruption.
Result<TimeSeriesRecord> decode_time_series(std::string_view bytes);
Result<SegmentRecord> decode_segment_record(std::string_view bytes);
Result<DeletedRangeRecord> decode_deleted_range(std::string_view bytes);

/// Key of a series, and of all those of a document.
std::string time_series_key(std::string_view folded_id, std::string_view folded_series);
kv::Range time_series_range(std::string_view folded_id);

/// The name of a segment in its table, by the time of its first entry, and of all of a series.
std::string segment_name(std::string_view folded_id, std::string_view folded_series,
                         WallTime first);
kv::Range segments_range(std::string_view folded_id, std::string_view folded_series);
/// The time in a key or name that was made of segment_name().
WallTime time_of_segment(std::string_view key);

/// The name of a deleted range in its table, and those of a series that end within `range`.
std::string deleted_range_name(std::string_view folded_id, std::string_view folded_series,
                               const TimeRange& range);
kv::Range deleted_ranges_ending_in(std::string_view folded_id, std::string_view folded_series,
                                   const TimeRange& range);

// For the streams of the change feed.
Result<Change> decode_segment_change(Etag etag, std::string_view stored);
Result<Change> decode_deleted_range_change(Etag etag, std::string_view stored);

}  // namespace penstock::documents
