#include "etl/sql/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "etl/sql/array_text.h"
#include "etl/sql/trimmed.h"

namespace penstock::etl::sql {
namespace {

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Blanks beyond the limit are cut by the destination, as standard SQL has it.
bool is_too_long(std::string_view text, std::uint32_t characters_max) {
  if (characters_max == 0 || text.size() <= characters_max) return false;
  const auto last = text.find_last_not_of(' ');
  if (last == std::string_view::npos) return false;
  return count_characters(text.substr(0, last + 1)) > characters_max;
}

/// The whole number in `digits`, also of "5.0" and "1e3".
std::optional<std::int64_t> whole_number(std::string_view digits) {
  const char* end = digits.data() + digits.size();
  std::int64_t integer = 0;
  const auto parsed = std::from_chars(digits.data(), end, integer);
  if (parsed.ec == std::errc{} && parsed.ptr == end) return integer;
  constexpr double kExactMax = 9007199254740992.0;  // Above 2^53 a double is not exact.
  double number = 0;
  const auto parsed_double = std::from_chars(digits.data(), end, number);
  if (parsed_double.ec != std::errc{} || parsed_double.ptr != end) return std::nullopt;
  if (std::trunc(number) != number || std::abs(number) > kExactMax) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

Objection append_integer(std::string_view digits, const Column& column, const RowFormat& format,
                         std::string& row) {
  const auto number = whole_number(digits);
  if (!number) return "it is no whole number in range";
  const auto unused_bits = 64 - column.type.integer_bits;
  const auto maximum = std::numeric_limits<std::int64_t>::max() >> unused_bits;
  if (*number > maximum || *number < -maximum - 1) return "it is out of range";
  char text[24];
  const auto written = std::to_chars(std::begin(text), std::end(text), *number);
  format.append_number(row, {text, static_cast<std::size_t>(written.ptr - text)}, false);
  return {};
}

Objection append_number(const Member& member, const Column& column, const RowFormat& format,
                        std::string& row) {
  switch (column.type.kind) {
    case ColumnKind::kInteger: return append_integer(member.json, column, format, row);
    case ColumnKind::kTemporal: return "a number is no date or time";
    case ColumnKind::kBoolean: return "a number is neither true nor false";
    default: break;
  }
  format.append_number(row, member.json, column.type.kind == ColumnKind::kText);
  return {};
}

Objection append_boolean(bool value, const Column& column, const RowFormat& format,
                         std::string& row) {
  switch (column.type.kind) {
    case ColumnKind::kInteger:
      if (!column.type.takes_boolean) return "true and false are no numbers";
      format.append_boolean(row, value);
      return {};
    case ColumnKind::kNumber: return "true and false are no numbers";
    case ColumnKind::kTemporal: return "true and false are no dates or times";
    case ColumnKind::kText: format.append_text(row, value ? "true" : "false"); return {};
    default: format.append_boolean(row, value); return {};
  }
}

}  // namespace

Objection append_text_value(std::string_view text, const Column& column, const RowFormat& format,
                            std::string& row) {
  if (column.type.kind != ColumnKind::kAny && text.find('\0') != std::string_view::npos) {
    return "text with a zero character cannot be stored";
  }
  if (is_too_long(text, column.type.characters_max)) {
    return fmt::format("text of {} characters is too long for {}", count_characters(text),
                       column.type.characters_max);
  }
  switch (column.type.kind) {
    // Some destinations would round others without a word.
    case ColumnKind::kInteger: return append_integer(trimmed(text), column, format, row);
    case ColumnKind::kTemporal:
      column.type.keeps_offset ? format.append_text(row, text) : format.append_temporal(row, text);
      return {};
    default: format.append_text(row, text); return {};
  }
}

Objection append_value(const Member& member, const Column& column, const RowFormat& format,
                       std::string& row) {
  if (member.kind == Member::Kind::kNull) {
    if (column.not_null) return "the column is NOT NULL";
    format.append_null(row);
    return {};
  }
  if (column.type.kind == ColumnKind::kBinary)
    return "the column takes bytes, which only loadAttachment() gives";
  if (column.type.kind == ColumnKind::kJson) {
    format.append_text(row, member.json);
    return {};
  }
  if (column.type.kind == ColumnKind::kArray && member.json.starts_with('[')) {
    format.append_text(row, array_text(member.json));
    return {};
  }
  switch (member.kind) {
    case Member::Kind::kFalse:
    case Member::Kind::kTrue:
      return append_boolean(member.kind == Member::Kind::kTrue, column, format, row);
    case Member::Kind::kNumber: return append_number(member, column, format, row);
    case Member::Kind::kString: return append_text_value(member.text, column, format, row);
    default: return append_text_value(member.json, column, format, row);
  }
}

}  // namespace penstock::etl::sql
