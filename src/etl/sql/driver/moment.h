#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace penstock::etl::sql {

/// "2020-01-02T01:04:05.123456" of "2020-01-02T03:04:05.1234567+02:00" for six digits of a second;
/// whatever is no moment in ISO 8601 comes back as it was.
std::string utc_moment(std::string_view text, std::size_t fraction_digits_max);

}  // namespace penstock::etl::sql
