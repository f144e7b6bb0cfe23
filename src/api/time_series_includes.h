#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/time_series.h"
#include "http/message.h"

namespace penstock::api {

/// What of a series comes with a document: a range of times, the time before its last entry, or
/// its last entries.
struct TimeSeriesInclude {
  std::string name;  ///< "@all_timeseries" stands for all of a document.
  documents::TimeRange range;
  std::chrono::seconds last_seconds{0};
  std::chrono::months last_months{0};
  std::optional<std::uint64_t> last_entries = {};
};

/// From the parameters "timeseries", "timeseriestime" and "timeseriescount" of a load, each with
/// lists beside it. Errors: kInvalidArgument.
Result<std::vector<TimeSeriesInclude>> parse_time_series_includes(const http::Request& request);

/// What an answer has as "TimeSeriesIncludes": an object with the series of each of the documents
/// `ids`. Errors: those of TimeSeriesReader; kTooLarge.
Result<std::string> time_series_includes(const documents::DatabaseSnapshot& snapshot,
                                         const std::set<std::string>& ids,
                                         const std::vector<TimeSeriesInclude>& includes);

}  // namespace penstock::api
