#include "etl/sql/dialect/quoting.h"

#include <charconv>

namespace penstock::etl::sql {

std::string quoted(std::string_view identifier, char quote) {
  std::string result(1, quote);
  for (const char c : identifier) {
    if (c == quote) result.push_back(quote);
    result.push_back(c);
  }
  result.push_back(quote);
  return result;
}

std::string column_list(const Table& table, const std::vector<std::size_t>& columns, char quote) {
  std::string list;
  for (const auto column : columns) {
    if (!list.empty()) list += ", ";
    list += quoted(table.columns[column].name, quote);
  }
  return list;
}

std::vector<std::string> table_name_parts(std::string_view name, bool raw) {
  std::vector<std::string> parts(1);
  bool inside_quotes = false;
  for (const char c : name) {
    if (raw && (c == '"' || c == '`')) {
      inside_quotes = !inside_quotes;
    } else if (c == '.' && !inside_quotes) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::uint32_t declared_length(std::string_view type) {
  std::uint32_t length = 0;
  const auto open = type.find('(');
  if (open == std::string_view::npos) return 0;
  std::from_chars(type.data() + open + 1, type.data() + type.size(), length);
  return length;
}

}  // namespace penstock::etl::sql
