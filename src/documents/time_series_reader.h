#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/time_series.h"
#include "kv/engine.h"

namespace penstock::documents {

struct TimeSeriesStatistics {
  std::string name;  ///< As first written.
  std::uint64_t entries = 0;
  TimeRange range;  ///< From the first entry to the last.
};

/// What of the entries of a range to read.
struct TimeSeriesPage {
  std::size_t skip = 0;
  std::size_t take = std::numeric_limits<std::size_t>::max();
};

/// Reads the time series of documents. Ids and names compare without case. Thread-safe. Errors of
/// all: those of the engine; kCorruption if what is stored does not decode.
class TimeSeriesReader {
 public:
  /// `snapshot` must outlive this object.
  explicit TimeSeriesReader(const kv::Snapshot& snapshot) : snapshot_(snapshot) {}

  /// Nothing if there is no such series, or no such document.
  Result<std::optional<TimeSeriesStatistics>> statistics(std::string_view document_id,
                                                         std::string_view name) const;
  /// Of all series of a document, by folded name: their names as first written.
  Result<std::vector<std::string>> names(std::string_view document_id) const;

  /// The same with what there is of each.
  Result<std::vector<TimeSeriesStatistics>> all_statistics(std::string_view document_id) const;

  /// Calls `take` with the entries in `range`, by time, those that `page` says, until it returns an
  /// error, which is returned. Returns how many there are in `range`.
  using TakeEntry = std::function<Result<void>(const TimeSeriesEntry&)>;
  Result<std::uint64_t> read(std::string_view document_id, std::string_view name,
                             const TimeRange& range, const TimeSeriesPage& page,
                             const TakeEntry& take) const;

 private:
  Result<TimeSeriesStatistics> statistics_of(std::string_view folded_id,
                                             std::string_view stored) const;

  const kv::Snapshot& snapshot_;
};

}  // namespace penstock::documents
