#include "etl/sql/driver/mariadb_text.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "base/check.h"

namespace penstock::etl::sql {
namespace {

using std::chrono::minutes;

constexpr std::string_view kEscaped("'\\\0", 3);
constexpr std::size_t kDateLength = 10;  // "2020-01-02"
constexpr std::size_t kTimeLength = 19;  // "2020-01-02T03:04:05"
constexpr std::size_t kFractionDigitsMax = 6;

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('\'');
  for (;;) {
    const auto plain = std::min(text.find_first_of(kEscaped), text.size());
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    out.push_back('\\');
    out.push_back(text[plain] == '\0' ? '0' : text[plain]);
    text.remove_prefix(plain + 1);
  }
  out.push_back('\'');
}

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

void MariadbRowFormat::append_null(std::string& row) const { row += "NULL,"; }

void MariadbRowFormat::append_boolean(std::string& row, bool value) const {
  row += value ? "1," : "0,";
}

void MariadbRowFormat::append_number(std::string& row, std::string_view digits,
                                     bool as_text) const {
  if (as_text) return append_text(row, digits);
  row.append(digits);
  row.push_back(',');
}

void MariadbRowFormat::append_text(std::string& row, std::string_view text) const {
  append_quoted(row, text);
  row.push_back(',');
}

void MariadbRowFormat::append_temporal(std::string& row, std::string_view text) const {
  append_text(row, mariadb_moment(text));
}

void MariadbRowFormat::end_row(std::string& row) const {
  CHECK(!row.empty());
  row.pop_back();
  row += kRowEnd;
}

std::string mariadb_literal(std::string_view text) {
  std::string literal;
  append_quoted(literal, text);
  return literal;
}

std::string with_literals(std::string_view statement, std::span<const std::string> literals) {
  std::string result;
  char quote = '\0';  // Inside a name or a text: what ends it. A doubled one ends and begins it.
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (quote == '\0' && c == '?') {
      CHECK(i + 1 < statement.size());
      const auto number = static_cast<std::size_t>(statement[++i] - '1');
      CHECK(number < literals.size());
      result += literals[number];
      continue;
    }
    if (quote == c) {
      quote = '\0';
    } else if (quote == '\0' && (c == '`' || c == '\'')) {
      quote = c;
    }
    result.push_back(c);
  }
  return result;
}

std::string mariadb_moment(std::string_view text) {
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
  const auto fraction = rest.substr(0, std::min(zone_at, kFractionDigitsMax + 1));
  return fmt::format("{}{}{}", start, text.substr(kMinutesLength, 3), fraction);
}

}  // namespace penstock::etl::sql
