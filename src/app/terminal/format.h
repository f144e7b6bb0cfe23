#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// Values in the words people read. Pure functions.
namespace penstock::app {

/// "1,265,793".
std::string format_count(std::uint64_t count);

/// "1,265,793.04": two decimals.
std::string format_amount(double amount);

/// "1 order", "1,012 orders": `singular` with an "s" unless the count is one.
std::string format_count_of(std::uint64_t count, std::string_view singular);

/// "line 7", "lines 7 to 9".
std::string format_lines(std::uint64_t first, std::uint64_t last);

/// "432 ms", "1.4 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string format_duration(std::chrono::milliseconds duration);

/// Columns that `text` takes on a terminal: characters, not bytes.
std::size_t display_width(std::string_view text);

/// `text` in exactly `width` columns: filled with blanks, or cut with "…".
std::string fit_left(std::string_view text, std::size_t width);

}  // namespace penstock::app
