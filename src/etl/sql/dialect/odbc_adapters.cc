#include "etl/sql/dialect/odbc_adapters.h"

#include <fmt/format.h>

namespace penstock::etl::sql {

std::string with_repeated_list(std::string statement, std::string_view native_list) {
  constexpr std::string_view kList = " IN ({?1})";
  for (auto at = statement.find(native_list); at != std::string::npos;
       at = statement.find(native_list, at + kList.size())) {
    statement.replace(at, native_list.size(), kList);
  }
  return statement;
}

FailureClass OdbcPostgresDialect::classify(std::string_view code) const {
  return native_.classify(odbc_code(code).state);
}

std::string OdbcPostgresDialect::session_statements(const SessionLimits&) const {
  return "SET application_name = 'penstock'; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'";
}

std::string OdbcPostgresDialect::begin_statements(const SessionLimits& limits) const {
  return PostgresDialect::begin_statements(limits);
}

std::string_view OdbcPostgresDialect::check_statement() const {
  return "SET CONSTRAINTS ALL IMMEDIATE";
}

FailureClass OdbcMariadbDialect::classify(std::string_view code) const {
  const auto [state, number] = odbc_code(code);
  return native_.classify(fmt::format("{} {}", number, state));
}

std::string OdbcMariadbDialect::session_statements(const SessionLimits& limits) const {
  return MariadbDialect::session_statements(limits);
}

OdbcSqliteDialect::OdbcSqliteDialect() : OdbcAdapter(" = ?1"), checkpoint_(native_.checkpoint()) {
  checkpoint_.open =
      "INSERT INTO penstock_etl_checkpoints VALUES (?1, ?2, ?3, ?4, 1, 0)"
      " ON CONFLICT (source_database_id, task_name, script_name) DO UPDATE"
      " SET epoch = epoch + 1, generation = excluded.generation,"
      " etag = CASE WHEN generation = excluded.generation THEN etag ELSE 0 END;"
      "SELECT epoch, etag FROM penstock_etl_checkpoints"
      " WHERE source_database_id = ?1 AND task_name = ?2 AND script_name = ?3";
}

FailureClass OdbcSqliteDialect::classify(std::string_view code) const {
  return native_.classify(std::to_string(odbc_code(code).number));
}

std::string OdbcSqliteDialect::session_statements(const SessionLimits&) const {
  return "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
}

std::string OdbcSqliteDialect::begin_statements(const SessionLimits&) const {
  return "PRAGMA defer_foreign_keys = ON";
}

std::string_view OdbcSqliteDialect::check_statement() const { return "PRAGMA foreign_key_check"; }

}  // namespace penstock::etl::sql
