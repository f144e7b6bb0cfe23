#include "etl/sql/dialect/quoting.h"

namespace penstock::etl::sql {

std::string enclosed(std::string_view text, char open, char close) {
  std::string result(1, open);
  for (const char c : text) {
    if (c == close) result.push_back(close);
    result.push_back(c);
  }
  result.push_back(close);
  return result;
}

std::string quoted(std::string_view text, char quote) { return enclosed(text, quote, quote); }

std::string column_list(const Dialect& dialect, const Table& table,
                        const std::vector<std::size_t>& columns, std::string_view prefix) {
  std::string list;
  for (const auto column : columns) {
    if (!list.empty()) list += ", ";
    list += prefix;
    list += dialect.quote(table.columns[column].name);
  }
  return list;
}

std::string id_index_name(const Dialect& dialect, const Table& table) {
  return dialect.quote(table.name + "_" + table.id().name);
}

std::vector<std::string> table_name_parts(std::string_view name, bool raw) {
  std::vector<std::string> parts(1);
  char closing = 0;  // Of the quotes that are open.
  for (const char c : name) {
    if (closing != 0 && c == closing) {
      closing = 0;
    } else if (closing == 0 && raw && (c == '"' || c == '`' || c == '[')) {
      closing = c == '[' ? ']' : c;
    } else if (c == '.' && closing == 0) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

}  // namespace penstock::etl::sql
