#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

// Dates and time spans as clients write them; format_wire_time() is with the clock.
namespace penstock {

/// Nothing if `text` is not a date as clients write it: "2024-01-01T10:00:00.0000000Z", with up to
/// seven digits behind the point, with or without the "Z".
std::optional<WallTime> parse_wire_time(std::string_view text);

using TimeSpan = std::chrono::microseconds;

/// Nothing if `text` is not a time span: "[-][days.]hh:mm:ss[.fffffff]", below 10,675,200 days.
/// What is beyond microseconds is cut off.
std::optional<TimeSpan> parse_time_span(std::string_view text);

/// "14.00:00:00", "00:00:15", "-00:00:00.5000000".
std::string format_time_span(TimeSpan span);

}  // namespace penstock
