#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "etl/destination.h"
#include "etl/sql/sql_configuration.h"

namespace penstock::etl::sql {

/// Loads one document into its tables, in a transaction that is rolled back, and returns why the
/// destination would not take it; nothing if it would. `targets`: those of the script. Errors:
/// kInvalidArgument, kForbidden, kNotFound (no such database, table or column of document ids),
/// kUnavailable, kTimeout, kCancelled; without secrets.
Result<std::optional<std::string>> try_document(const SqlConfiguration& configuration,
                                                const std::vector<std::string>& targets,
                                                const LoadDocument& document, Clock& clock,
                                                const std::stop_token& stop);

}  // namespace penstock::etl::sql
