#include "etl/sql/driver/mariadb_rows.h"

#include <charconv>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "etl/sql/driver/mariadb_text.h"

namespace penstock::etl::sql {
namespace {

using Kind = MariadbValue::Kind;

void append_head(std::string& row, Kind kind, std::uint32_t length) {
  char head[1 + sizeof(length)];
  head[0] = static_cast<char>(kind);
  std::memcpy(head + 1, &length, sizeof(length));
  row.append(head, sizeof(head));
}

void append_value(std::string& row, Kind kind, std::string_view text) {
  append_head(row, kind, static_cast<std::uint32_t>(text.size()));
  row.append(text);
}

bool is_integer(std::string_view digits) {
  const char* end = digits.data() + digits.size();
  std::int64_t unused = 0;
  const auto parsed = std::from_chars(digits.data(), end, unused);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

}  // namespace

void MariadbRowFormat::append_null(std::string& row) const {
  row.push_back(static_cast<char>(Kind::kNull));
}

void MariadbRowFormat::append_boolean(std::string& row, bool value) const {
  append_value(row, Kind::kInteger, value ? "1" : "0");
}

void MariadbRowFormat::append_number(std::string& row, std::string_view digits,
                                     bool as_text) const {
  if (as_text) return append_text(row, digits);
  append_value(row, is_integer(digits) ? Kind::kInteger : Kind::kNumber, digits);
}

void MariadbRowFormat::append_text(std::string& row, std::string_view text) const {
  append_value(row, Kind::kText, text);
}

void MariadbRowFormat::append_temporal(std::string& row, std::string_view text) const {
  append_text(row, mariadb_moment(text));
}

std::size_t MariadbRowFormat::append_blob(std::string& row, std::uint32_t size) const {
  append_head(row, Kind::kBytes, size);
  return row.size();
}

void MariadbRowFormat::append_blob_bytes(std::string& row, std::string_view bytes) const {
  row.append(bytes);
}

void MariadbRowFormat::end_row(std::string&) const {}

MariadbValue take_mariadb_value(std::string_view& row) {
  CHECK(!row.empty());
  const auto kind = static_cast<Kind>(row.front());
  row.remove_prefix(1);
  if (kind == Kind::kNull) return {};
  std::uint32_t length = 0;
  CHECK(row.size() >= sizeof(length));
  std::memcpy(&length, row.data(), sizeof(length));
  row.remove_prefix(sizeof(length));
  CHECK(row.size() >= length);
  const MariadbValue value{kind, row.substr(0, length)};
  row.remove_prefix(length);
  return value;
}

void append_literals(std::string& statement, std::string_view row) {
  char separator = '(';
  while (!row.empty()) {
    const auto value = take_mariadb_value(row);
    statement.push_back(separator);
    separator = ',';
    switch (value.kind) {
      case Kind::kNull: statement += "NULL"; break;
      case Kind::kInteger: statement += value.text; break;
      case Kind::kBytes: statement += "_binary"; [[fallthrough]];
      case Kind::kNumber:
      case Kind::kText: append_mariadb_literal(statement, value.text); break;
    }
  }
  statement.push_back(')');
}

EncodedRows take_rows(EncodedRows& rest, std::size_t bytes_max) {
  CHECK(!rest.rows.empty());
  std::size_t count = 1;
  std::size_t bytes = rest.rows.front().length;
  for (; count < rest.rows.size(); ++count) {
    bytes += rest.rows[count].length;
    if (bytes > bytes_max) break;
  }
  const EncodedRows taken{rest.bytes, rest.rows.first(count)};
  rest.rows = rest.rows.subspan(count);
  return taken;
}

}  // namespace penstock::etl::sql
