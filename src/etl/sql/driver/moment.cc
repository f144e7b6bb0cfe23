#include "etl/sql/driver/moment.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include <fmt/format.h>

namespace penstock::etl::sql {
namespace {

using std::chrono::minutes;

constexpr std::size_t kDateLength = 10;  // "2020-01-02"
constexpr std::size_t kTimeLength = 19;  // "2020-01-02T03:04:05"

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t length) {
  int number = 0;
  if (at + length > text.size()) return std::nullopt;
  const char* end = text.data() + at + length;
  const auto parsed = std::from_chars(text.data() + at, end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end || number < 0) return std::nullopt;
  return number;
}

/// Of "Z", "+02:00", "-0230" or nothing, which is UTC.
std::optional<minutes> offset_of(std::string_view zone) {
  if (zone.empty() || zone == "Z") return minutes(0);
  if (zone.front() != '+' && zone.front() != '-') return std::nullopt;
  const std::size_t minutes_at = zone.size() == 6 && zone[3] == ':' ? 4 : 3;
  if (zone.size() != minutes_at + 2) return std::nullopt;
  const auto hours = number_at(zone, 1, 2);
  const auto rest = number_at(zone, minutes_at, 2);
  if (!hours || !rest) return std::nullopt;
  const auto distance = minutes(*hours * 60 + *rest);
  return zone.front() == '-' ? -distance : distance;
}

/// "2020-01-02T03:04" less `offset`; the seconds are the same everywhere.
std::optional<std::string> moved(std::string_view text, minutes offset) {
  using namespace std::chrono;
  const auto y = number_at(text, 0, 4);
  const auto m = number_at(text, 5, 2);
  const auto d = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2);
  const auto minute = number_at(text, 14, 2);
  if (!y || !m || !d || !hour || !minute) return std::nullopt;
  const year_month_day date(year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d)));
  if (!date.ok() || *hour > 23 || *minute > 59) return std::nullopt;
  const auto moment = sys_days(date) + hours(*hour) + minutes(*minute) - offset;
  const auto midnight = floor<days>(moment);
  const year_month_day utc(midnight);
  const auto of_day = duration_cast<minutes>(moment - midnight).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", static_cast<int>(utc.year()),
                     static_cast<unsigned>(utc.month()), static_cast<unsigned>(utc.day()),
                     of_day / 60, of_day % 60);
}

bool looks_like_moment(std::string_view text) {
  return text.size() >= kTimeLength && text[4] == '-' && text[7] == '-' &&
         (text[kDateLength] == 'T' || text[kDateLength] == ' ') && text[13] == ':' &&
         text[16] == ':';
}

}  // namespace

std::string utc_moment(std::string_view text, std::size_t fraction_digits_max) {
  if (!looks_like_moment(text)) return std::string(text);
  const auto rest = text.substr(kTimeLength);
  const bool has_fraction = rest.starts_with('.');
  const auto zone_at = has_fraction ? std::min(rest.find_first_not_of("0123456789", 1), rest.size())
                                    : std::size_t{0};
  const auto offset = offset_of(rest.substr(zone_at));
  if (!offset) return std::string(text);
  constexpr std::size_t kMinutesLength = 16;  // "2020-01-02T03:04"
  const auto start = offset->count() == 0 ? std::string(text.substr(0, kMinutesLength))
                                          : moved(text, *offset).value_or("");
  if (start.empty()) return std::string(text);
  const auto fraction = rest.substr(0, std::min(zone_at, fraction_digits_max + 1));
  return fmt::format("{}{}{}", start, text.substr(kMinutesLength, 3), fraction);
}

}  // namespace penstock::etl::sql
