#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "documents/etag.h"

// What time series are made of. Values; confined to one thread.
namespace penstock::documents {

/// Bounds of one entry and of names.
inline constexpr std::size_t kTimeSeriesValuesMax = 32;
inline constexpr std::size_t kTimeSeriesTagBytesMax = 255;
inline constexpr std::size_t kTimeSeriesNameBytesMax = 512;
/// Series of one document: their names are in its metadata.
inline constexpr std::size_t kTimeSeriesPerDocumentMax = 65'536;

/// The times that an entry may have: the years 1 to 9999, as clients write them.
inline constexpr WallTime kFirstTime =
    std::chrono::sys_days(std::chrono::year(1) / std::chrono::January / 1);
inline constexpr WallTime kLastTime =
    std::chrono::sys_days(std::chrono::year(10'000) / std::chrono::January / 1) -
    std::chrono::microseconds(1);

/// From `from` to `to`, both inclusive. Everything, as it begins.
struct TimeRange {
  WallTime from = kFirstTime;
  WallTime to = kLastTime;

  bool contains(WallTime time) const { return from <= time && time <= to; }
  bool contains(const TimeRange& other) const { return from <= other.from && other.to <= to; }
  bool operator==(const TimeRange&) const = default;
};

/// What was measured at one time: 1 to 32 finite numbers, and a tag that says by whom or what.
struct TimeSeriesEntry {
  WallTime time;
  std::vector<double> values;
  std::string tag;  ///< "" for none.

  std::size_t bytes() const { return sizeof time + values.size() * sizeof(double) + tag.size(); }
  bool operator==(const TimeSeriesEntry&) const = default;
};

/// Entries of a series that lie together in time and are stored together.
struct TimeSeriesSegment {
  std::string id;    ///< Of the document.
  std::string name;  ///< Of the series, as first written.
  Etag etag;
  std::string collection;  ///< Of the document.
  WallTime last_modified;
  std::vector<TimeSeriesEntry> entries;  ///< By time, at least one.

  std::size_t bytes() const {
    std::size_t bytes = name.size();
    for (const auto& entry : entries) bytes += entry.bytes();
    return bytes;
  }
};

/// Says that entries were deleted and when; entries with a later etag may lie in the range again.
/// The delete of a document leaves one for each of its series, over all times.
struct TimeSeriesDeletedRange {
  std::string id;    ///< Of the document.
  std::string name;  ///< Of the series.
  Etag etag;
  std::string collection;  ///< Of the document.
  WallTime deleted_at;
  TimeRange range;

  std::size_t bytes() const { return name.size() + sizeof range; }
};

/// Whether entries of the series called `name` are counted up instead of written.
bool is_incremental(std::string_view name);

}  // namespace penstock::documents
