#include "etl/sql/driver/odbc_driver.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "etl/sql/driver/odbc_connection.h"

namespace penstock::etl::sql {

Result<std::unique_ptr<Driver>> OdbcDriver::make(const std::string& connection_string,
                                                 const DriverOptions& options) {
  return of(TRY(OdbcSettings::parse_odbc(connection_string)), options);
}

Result<std::unique_ptr<Driver>> OdbcDriver::make_sql_server(const std::string& connection_string,
                                                            const DriverOptions& options) {
  return of(TRY(OdbcSettings::parse_sql_server(connection_string)), options);
}

Result<std::unique_ptr<Driver>> OdbcDriver::make_oracle(const std::string& connection_string,
                                                        const DriverOptions& options) {
  return of(TRY(OdbcSettings::parse_oracle(connection_string)), options);
}

Result<std::unique_ptr<Driver>> OdbcDriver::of(OdbcSettings settings,
                                               const DriverOptions& options) {
  const auto limits = options.limits(settings.command_timeout_s);
  return std::unique_ptr<Driver>(new OdbcDriver(std::move(settings), limits));
}

Result<std::unique_ptr<Connection>> OdbcDriver::connect(Clock& clock,
                                                        const std::stop_token& stop) const {
  return OdbcConnection::open(
      settings_, limits_, [this](const std::string& product) { return find_dialect(product); },
      clock, stop);
}

// Drivers are named after their products. A DSN may be anything.
const Dialect& OdbcDriver::dialect() const {
  constexpr std::array<std::string_view, 6> kProducts{"SQL Server", "Oracle", "PostgreSQL",
                                                      "MariaDB",    "MySQL",  "SQLite"};
  for (const auto& driver : settings_.drivers) {
    for (const auto product : kProducts) {
      if (fold_case(driver).find(fold_case(product)) == std::string::npos) continue;
      return *find_dialect(std::string(product));
    }
  }
  return postgres_;
}

// The names are those that drivers give to SQL_DBMS_NAME.
const OdbcDialect* OdbcDriver::find_dialect(const std::string& product) const {
  const std::array<std::pair<std::string_view, const OdbcDialect*>, 7> dialects{{
      {"Microsoft SQL Server", &sql_server_},
      {"SQL Server", &sql_server_},
      {"Oracle", &oracle_},
      {"PostgreSQL", &postgres_},
      {"MariaDB", &mariadb_},
      {"MySQL", &mariadb_},
      {"SQLite", &sqlite_},
  }};
  for (const auto& [name, dialect] : dialects) {
    if (equal_ignoring_case(name, product)) return dialect;
  }
  return nullptr;
}

}  // namespace penstock::etl::sql
