#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"

namespace penstock::api {

/// Asks for all counters of a document, in place of names.
inline constexpr std::string_view kAllCounters = "@all_counters";

/// What an answer has as "CounterIncludes": an object with a list of counters for each of the
/// documents `ids`, of those that `names` says. Errors: those of CounterReader.
Result<std::string> counter_includes(const documents::DatabaseSnapshot& snapshot,
                                     const std::set<std::string>& ids,
                                     const std::vector<std::string_view>& names);

}  // namespace penstock::api
