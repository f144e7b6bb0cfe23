#include "etl/sql/sql_configuration.h"

#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

SqlConfiguration SqlConfiguration::of(const TaskDefinition& task,
                                      const ConnectionString& connection, SqlOptions options) {
  return {connection.factory_name,     connection.connection_string,
          std::move(options),          task.sql_tables,
          task.quote_tables,           task.command_timeout_s,
          task.creates_missing_tables, task.force_query_recompile};
}

Result<void> validate_connection(const std::string& factory_name,
                                 const std::string& connection_string, const SqlOptions& options) {
  TRY(make_driver(factory_name, connection_string, {options, {}}));
  return {};
}

Result<void> test_connection(const std::string& factory_name, const std::string& connection_string,
                             const SqlOptions& options, Clock& clock, const std::stop_token& stop) {
  const auto driver = TRY(make_driver(factory_name, connection_string, {options, {}}));
  const auto connection = TRY(driver->connect(clock, stop));
  const auto answer = connection->query(connection->dialect().checkpoint().exists);
  if (!answer.ok()) return answer.failure->to_error();
  return {};
}

}  // namespace penstock::etl::sql
