#include "base/wire_time.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace penstock {
namespace {

/// The greatest number of days that a client's type for time spans holds.
constexpr std::int64_t kDaysMax = 10'675'199;

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

/// Reads `before` and a number of two or four digits at the front of `text` and removes them; -1 if
/// they are not there.
int take_number(std::string_view& text, std::string_view before, std::size_t digits) {
  if (!text.starts_with(before) || text.size() < before.size() + digits) return -1;
  int value = -1;
  const auto* begin = text.data() + before.size();
  const auto [stopped, error] = std::from_chars(begin, begin + digits, value);
  if (error != std::errc{} || stopped != begin + digits || value < 0) return -1;
  text.remove_prefix(before.size() + digits);
  return value;
}

/// The digits behind the point, up to seven; what is beyond microseconds is cut off.
std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
  std::int64_t microseconds = 0;
  std::int64_t unit = 100'000;
  for (int digits = 0; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits) {
    if (digits == 7) return std::nullopt;
    microseconds += unit * (text.front() - '0');
    unit /= 10;
    text.remove_prefix(1);
  }
  return std::chrono::microseconds(microseconds);
}

/// "10:00:00" with or without a fraction, to the last character of `text`.
std::optional<std::chrono::microseconds> parse_time_of_day(std::string_view text) {
  const int hour = take_number(text, "", 2);
  const int minute = take_number(text, ":", 2);
  const int second = take_number(text, ":", 2);
  if (hour < 0 || minute < 0 || second < 0) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto fraction =
      take(text, '.') ? take_fraction(text) : std::optional(std::chrono::microseconds(0));
  if (!fraction || !text.empty()) return std::nullopt;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
         *fraction;
}

/// "14." in front of a time of day; 0 if there is none.
std::optional<std::int64_t> take_days(std::string_view& text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos || point > text.find(':')) return 0;
  std::int64_t days = 0;
  const auto* end = text.data() + point;
  const auto [stopped, error] = std::from_chars(text.data(), end, days);
  if (error != std::errc{} || stopped != end || days < 0 || days > kDaysMax) return std::nullopt;
  text.remove_prefix(point + 1);
  return days;
}

}  // namespace

std::optional<WallTime> parse_wire_time(std::string_view text) {
  const int year = take_number(text, "", 4);
  const int month = take_number(text, "-", 2);
  const int day = take_number(text, "-", 2);
  if (year < 0 || month < 0 || day < 0 || !take(text, 'T')) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (text.ends_with('Z')) text.remove_suffix(1);
  const auto time_of_day = parse_time_of_day(text);
  if (!date.ok() || !time_of_day) return std::nullopt;
  return std::chrono::sys_days(date) + *time_of_day;
}

std::optional<TimeSpan> parse_time_span(std::string_view text) {
  const bool is_negative = take(text, '-');
  const auto days = take_days(text);
  const auto time_of_day = parse_time_of_day(text);
  if (!days || !time_of_day) return std::nullopt;
  const TimeSpan span = std::chrono::days(*days) + *time_of_day;
  return is_negative ? -span : span;
}

std::string format_time_span(TimeSpan span) {
  const auto length = span < TimeSpan::zero() ? -span : span;
  const auto days = std::chrono::floor<std::chrono::days>(length);
  const std::chrono::hh_mm_ss clock{length - days};
  std::string text = span < TimeSpan::zero() ? "-" : "";
  if (days.count() > 0) text += fmt::format("{}.", days.count());
  text += fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                      clock.seconds().count());
  if (clock.subseconds().count() > 0) {
    text += fmt::format(".{:06}0", clock.subseconds().count());
  }
  return text;
}

}  // namespace penstock
