#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace penstock::api {

/// Adds to `ids` what the members at `paths` of a document refer to: "boss", "address.country",
/// "lines[].product". A member that is a list stands for all its elements; what is not a string,
/// or not there, refers to nothing. `body` is a JSON object.
/// Errors: kInvalidArgument for a path with a prefix or suffix ("boss(people/)"), which is not
/// supported.
Result<void> add_included_ids(std::string_view body, const std::vector<std::string_view>& paths,
                              std::set<std::string>& ids);

}  // namespace penstock::api
