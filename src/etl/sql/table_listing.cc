#include "etl/sql/table_listing.h"

#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

Result<std::vector<ListedTable>> list_tables(const std::string& factory_name,
                                             const std::string& connection_string,
                                             const SqlOptions& options, Clock& clock,
                                             const std::stop_token& stop) {
  const auto driver = TRY(make_driver(factory_name, connection_string, {options, {}}));
  const auto connection = TRY(driver->connect(clock, stop));
  const auto found = connection->query(connection->dialect().listing_query());
  if (!found.ok()) return found.failure->to_error().within("listing the tables");
  std::vector<ListedTable> tables;
  for (const auto& row : found.rows) {
    const auto schema = row[0].value_or("");
    const auto name = row[1].value_or("");
    if (tables.empty() || tables.back().schema != schema || tables.back().name != name) {
      tables.push_back({schema, name, {}});
    }
    tables.back().columns.push_back({row[2].value_or(""), row[3].value_or("")});
  }
  return tables;
}

}  // namespace penstock::etl::sql
