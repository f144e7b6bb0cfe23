#include "etl/sql/driver/text_arrays.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace penstock::etl::sql {
namespace {

// array   := dimensions:i32 (1) | has_null:i32 | element_type:u32 | length:i32 | first:i32 (1) |
//            element*
// element := size:i32 bytes, or -1 for NULL; all numbers big-endian
constexpr std::uint32_t kTextType = 25;  // pg_type.oid of text.
constexpr std::uint32_t kNull = 0xffffffff;
constexpr std::size_t kNumberBytes = 4;
constexpr std::size_t kHeaderBytes = 5 * kNumberBytes;

void put_number(std::string& bytes, std::size_t at, std::uint32_t number) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    bytes[at + i] = static_cast<char>(number >> (8 * (kNumberBytes - 1 - i)));
  }
}

/// Without the backslashes of CopyTextFormat.
void append_plain(std::string& bytes, std::string_view field) {
  for (;;) {
    const auto plain = field.substr(0, field.find('\\'));
    bytes.append(plain);
    if (plain.size() == field.size()) return;
    const char escaped = field[plain.size() + 1];
    switch (escaped) {
      case 'n': bytes.push_back('\n'); break;
      case 'r': bytes.push_back('\r'); break;
      case 't': bytes.push_back('\t'); break;
      default: bytes.push_back(escaped);
    }
    field.remove_prefix(plain.size() + 2);
  }
}

void append_element(std::string& array, std::string_view field) {
  const auto at = array.size();
  array.resize(at + kNumberBytes);
  if (field == "\\N") return put_number(array, at, kNull);
  append_plain(array, field);
  put_number(array, at, static_cast<std::uint32_t>(array.size() - at - kNumberBytes));
}

/// NULLs may occur, whether they do or not.
void put_header(std::string& array, std::size_t length) {
  std::size_t at = 0;
  for (const auto number : {std::uint32_t{1}, std::uint32_t{1}, kTextType,
                            static_cast<std::uint32_t>(length), std::uint32_t{1}}) {
    put_number(array, at, number);
    at += kNumberBytes;
  }
}

/// Fields end in a tab, the last one in a new line.
void append_row(std::vector<std::string>& arrays, std::string_view row) {
  row.remove_suffix(1);
  for (auto& array : arrays) {
    const auto field = row.substr(0, row.find('\t'));
    append_element(array, field);
    row.remove_prefix(std::min(row.size(), field.size() + 1));
  }
}

}  // namespace

std::vector<std::string> columns_as_arrays(const EncodedRows& rows) {
  if (rows.rows.empty()) return {};
  const auto row_at = [&rows](const EncodedRow& row) {
    return rows.bytes.substr(row.begin, row.length);
  };
  const auto first = row_at(rows.rows.front());
  const auto columns = static_cast<std::size_t>(std::count(first.begin(), first.end(), '\t')) + 1;
  std::vector<std::string> arrays(columns, std::string(kHeaderBytes, '\0'));
  for (const auto& row : rows.rows) append_row(arrays, row_at(row));
  for (auto& array : arrays) put_header(array, rows.rows.size());
  return arrays;
}

}  // namespace penstock::etl::sql
