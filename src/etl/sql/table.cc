#include "etl/sql/table.h"

#include <numeric>
#include <utility>

namespace penstock::etl::sql {

Table shadow_of(const Table& table, const std::vector<std::size_t>& columns,
                std::string quoted_name) {
  Table shadow;
  shadow.configured_name = table.configured_name;
  shadow.quoted_name = std::move(quoted_name);
  for (const auto column : columns) shadow.columns.push_back(table.columns[column]);
  return shadow;
}

std::vector<std::size_t> all_columns(const Table& table) {
  std::vector<std::size_t> columns(table.columns.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return columns;
}

}  // namespace penstock::etl::sql
