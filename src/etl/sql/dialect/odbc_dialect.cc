#include "etl/sql/dialect/odbc_dialect.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "etl/sql/dialect/quoting.h"

namespace penstock::etl::sql {

std::string OdbcDialect::begin_statements(const SessionLimits&) const { return {}; }

std::string_view OdbcDialect::check_statement() const { return {}; }

std::string_view OdbcDialect::transaction_query() const { return {}; }

std::string OdbcDialect::index_statement(const Table& table) const {
  return fmt::format("CREATE INDEX {} ON {} ({})", id_index_name(*this, table), table.quoted_name,
                     quote(table.id().name));
}

std::string OdbcDialect::erase_statement(const Table& table) const {
  return fmt::format("DELETE FROM {} WHERE {} IN ({{{}}})", table.quoted_name,
                     quote(table.id().name), marker(table.id(), "?1"));
}

std::string OdbcDialect::read_statement(const Table& table,
                                        const std::vector<std::size_t>& columns) const {
  const auto id = quote(table.id().name);
  return fmt::format("SELECT {0}, {1} FROM {2} WHERE {0} IN ({{{3}}})", id,
                     column_list(*this, table, columns), table.quoted_name,
                     marker(table.id(), "?1"));
}

std::string OdbcDialect::insert_statement(const Table& table,
                                          const std::vector<std::size_t>& columns) const {
  std::string values;
  for (const auto column : columns) {
    values += fmt::format("{}{}", values.empty() ? "" : ", ", marker(table.columns[column]));
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.quoted_name,
                     column_list(*this, table, columns), values);
}

std::string OdbcDialect::marker(const Column& column, std::string_view parameter) {
  std::string result(column.type.conversion.empty() ? "?" : column.type.conversion);
  return result.replace(result.find('?'), 1, parameter);
}

OdbcCode odbc_code(std::string_view code) {
  OdbcCode result;
  const auto blank = std::min(code.find(' '), code.size());
  result.state = code.substr(0, blank);
  const auto digits = code.substr(std::min(blank + 1, code.size()));
  std::from_chars(digits.data(), digits.data() + digits.size(), result.number);
  return result;
}

}  // namespace penstock::etl::sql
