#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/change_notice.h"
#include "documents/document_observer.h"
#include "documents/document_table.h"
#include "documents/pending_commit.h"
#include "documents/segment_table.h"
#include "documents/time_series.h"

namespace penstock::documents {

/// What to do to one series, in this order.
struct TimeSeriesChanges {
  std::string name;  ///< Compares without case.
  std::vector<TimeRange> deletes;
  /// In any order. One takes the place of an entry of the same time.
  std::vector<TimeSeriesEntry> appends;
  /// The same, but their values are added to those of the entry of the same time.
  std::vector<TimeSeriesEntry> increments;
};

/// The time series of a commit in the making. An entry is written into the segment that its time
/// belongs to, so a change costs no more than the segments that it touches; entries that are there
/// already change nothing. A new series and one that has lost its last entry make a new version of
/// the document, whose metadata lists them. With a document go its series. Confined to the
/// writer's thread, for one commit.
class TimeSeriesTable final : public DocumentObserver {
 public:
  /// copy() takes at most this many entries.
  static constexpr std::size_t kCopiedEntriesMax = 1'000'000;

  /// Both must outlive this object, which follows `documents`.
  TimeSeriesTable(PendingCommit& pending, DocumentTable& documents);

  /// Returns the change vector of the last change, of the document if nothing changed. Errors:
  /// kNotFound if there is no such document; kInvalidArgument for names, entries and ranges out of
  /// the bounds of time_series.h, a range that ends before it begins, appends to an incremental
  /// series and increments of another; kTooLarge for too many series.
  Result<std::string> apply(std::string_view document_id, const TimeSeriesChanges& changes);

  /// Appends the entries of the series `from_name`, those in `range`, to the series `to_name`.
  /// Errors: as apply(); kNotFound if there is no series `from_name`; kTooLarge.
  Result<std::string> copy(std::string_view from_id, std::string_view from_name,
                           const TimeRange& range, std::string_view to_id,
                           std::string_view to_name);

  Result<void> before_remove(const DocumentRecord& document) override;

 private:
  Result<Series> read_series(std::string_view id, std::string_view collection,
                             std::string_view name) const;
  void write_series(const Series& series);
  /// For those who hear of each change.
  void note_item(const Series& series, TimeSeriesChange::Type type, const TimeRange& range);
  Result<std::vector<TimeSeriesEntry>> read_entries(const Series& series,
                                                    const TimeRange& range) const;
  /// The names of the series of a document as they are stored, at most `count_max`.
  Result<std::vector<std::string>> names(std::string_view folded_id, std::size_t count_max) const;
  /// The document lists its series anew.
  Result<void> update_names(const Series& series);

  PendingCommit& pending_;
  DocumentTable& documents_;
  SegmentTable segments_;
};

}  // namespace penstock::documents
