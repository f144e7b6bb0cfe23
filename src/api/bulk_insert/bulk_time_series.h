#pragma once

#include <memory>

#include "api/batch_command.h"
#include "api/command_members.h"
#include "base/result.h"

namespace penstock::api {

/// "TimeSeriesBulkInsert": entries of one series, each [time, number of values, values.., tag?]
/// (protocol, section 6). Errors: kInvalidArgument, naming the entry by its position; the bounds of
/// time series are checked when they are written.
Result<std::unique_ptr<BatchCommand>> parse_bulk_time_series(const CommandMembers& members);

}  // namespace penstock::api
