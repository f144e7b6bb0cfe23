#pragma once

#include <memory>

#include "api/batch_command.h"

namespace penstock::api {

/// "TimeSeries" and "TimeSeriesWithIncrements": changes one series.
Result<std::unique_ptr<BatchCommand>> parse_time_series_command(const CommandMembers& members);

/// "TimeSeriesCopy": appends a range of one series to another.
Result<std::unique_ptr<BatchCommand>> parse_time_series_copy(const CommandMembers& members);

}  // namespace penstock::api
