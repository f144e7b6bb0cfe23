#include "etl/sql/driver/bound_row.h"

#include <charconv>
#include <cstring>

#include "base/check.h"

namespace penstock::etl::sql {
namespace {

template <typename T>
void append_bytes(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

template <typename T>
T take_bytes(std::string_view& bytes) {
  CHECK(bytes.size() >= sizeof(T));
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  bytes.remove_prefix(sizeof(T));
  return value;
}

}  // namespace

void BoundRowFormat::append_null(std::string& row) const { row.push_back('n'); }

void BoundRowFormat::append_boolean(std::string& row, bool value) const {
  row.push_back('i');
  append_bytes(row, std::int64_t{value ? 1 : 0});
}

void BoundRowFormat::append_number(std::string& row, std::string_view digits, bool as_text) const {
  if (as_text) return append_text(row, digits);
  const char* end = digits.data() + digits.size();
  std::int64_t integer = 0;
  if (const auto parsed = std::from_chars(digits.data(), end, integer);
      parsed.ec == std::errc{} && parsed.ptr == end) {
    row.push_back('i');
    return append_bytes(row, integer);
  }
  double number = 0;
  if (std::from_chars(digits.data(), end, number).ec != std::errc{}) {
    return append_text(row, digits);  // Beyond every double: its digits say more than infinity.
  }
  row.push_back('d');
  append_bytes(row, number);
}

void BoundRowFormat::append_text(std::string& row, std::string_view text) const {
  row.push_back('t');
  append_bytes(row, static_cast<std::uint32_t>(text.size()));
  row.append(text);
}

std::size_t BoundRowFormat::append_blob(std::string& row, std::uint32_t size) const {
  row.push_back('b');
  append_bytes(row, size);
  return row.size();
}

void BoundRowFormat::append_blob_bytes(std::string& row, std::string_view bytes) const {
  row.append(bytes);
}

void BoundRowFormat::end_row(std::string&) const {}

BoundValue take_bound_value(std::string_view& row) {
  CHECK(!row.empty());
  const char kind = row.front();
  row.remove_prefix(1);
  if (kind == 'i') return take_bytes<std::int64_t>(row);
  if (kind == 'd') return take_bytes<double>(row);
  if (kind == 'n') return std::monostate{};
  CHECK(kind == 't' || kind == 'b');
  const auto length = take_bytes<std::uint32_t>(row);
  CHECK(row.size() >= length);
  const auto bytes = row.substr(0, length);
  row.remove_prefix(length);
  if (kind == 'b') return BoundBytes{bytes};
  return bytes;
}

}  // namespace penstock::etl::sql
