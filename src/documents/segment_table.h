#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/change_stream.h"
#include "documents/pending_commit.h"
#include "documents/time_series.h"
#include "documents/time_series_records.h"
#include "kv/engine.h"

namespace penstock::documents {

/// A series that is being changed, and the document that it hangs on.
struct Series {
  std::string folded_id;
  std::string folded_name;
  std::string id;
  std::string name;
  std::string collection;
  std::string folded_collection;
  std::uint64_t entries = 0;  ///< Kept by SegmentTable.
};

/// What becomes of an entry and an added one of the same time.
using CombineEntries = Result<void> (*)(TimeSeriesEntry& entry, TimeSeriesEntry&& added);

/// The segments and the deleted ranges of a commit in the making, with their indexes and counts.
/// Each series is cut into segments that do not overlap; an entry belongs to the last one that
/// begins before it. Confined to the writer's thread, for one commit. Errors of all: those of the
/// engine; kCorruption.
class SegmentTable {
 public:
  /// `pending` must outlive this object.
  explicit SegmentTable(PendingCommit& pending) : pending_(pending) {}

  /// Adds entries of any order, which may have times twice. Segments that stay as they are get no
  /// new etag. Errors: also those of `combine`.
  Result<void> write(Series& series, std::vector<TimeSeriesEntry> entries, CombineEntries combine);

  /// Removes the entries in `range`, and keeps the range if there were any.
  Result<void> remove(Series& series, const TimeRange& range);

 private:
  /// A segment as it is stored.
  struct Segment {
    std::string name;
    std::string record;
    std::vector<TimeSeriesEntry> entries;
  };

  static Result<Segment> open(kv::Entry stored);
  Result<std::optional<Segment>> segment_for(const Series& series, WallTime time) const;
  /// When the segment behind this one begins, or the end of all times.
  Result<WallTime> end_of(const Series& series, const Segment& segment) const;

  /// Segments of `entries`, by time, take the place of `before`.
  Result<void> replace(Series& series, const std::optional<Segment>& before,
                       std::span<const TimeSeriesEntry> entries,
                       const std::vector<std::string>& segments);
  Result<void> put(Series& series, std::span<const TimeSeriesEntry> entries,
                   std::string_view segment);
  Result<void> erase(Series& series, const std::string& name, const SegmentRecord& record);

  /// Whether anything of the segment lay in `range`. Takes the etag of the range with the first.
  Result<void> cut(Series& series, kv::Entry stored, const TimeRange& range,
                   std::optional<Etag>& etag);
  Result<void> put_range(const Series& series, const TimeRange& range, Etag etag);
  Result<void> drop_ranges_within(const Series& series, const TimeRange& range);

  TimeSeriesItemHead head_of(const Series& series, Etag etag) const;
  Result<void> link(ChangeStream stream, const TimeSeriesItemHead& head, const std::string& name);
  Result<void> unlink(ChangeStream stream, const TimeSeriesItemHead& head);

  PendingCommit& pending_;
};

}  // namespace penstock::documents
