#include "etl/sql/driver/driver.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/driver/mariadb_driver.h"
#include "etl/sql/driver/odbc_driver.h"
#include "etl/sql/driver/postgres_driver.h"
#include "etl/sql/driver/sqlite_driver.h"

namespace penstock::etl::sql {
namespace {

using MakeDriver = Result<std::unique_ptr<Driver>> (*)(const std::string&, const DriverOptions&);

struct Factory {
  std::string_view name;
  MakeDriver make;
};

/// The names are those of .NET providers, which tasks written for RavenDB use; "Sqlite" is ours.
constexpr std::array kFactories{
    Factory{"Npgsql", &PostgresDriver::make},
    Factory{"MySql.Data.MySqlClient", &MariadbDriver::make},
    Factory{"MySqlConnector.MySqlConnectorFactory", &MariadbDriver::make},
    Factory{"MySqlConnector", &MariadbDriver::make},
    Factory{"Sqlite", &SqliteDriver::make},
    Factory{"Microsoft.Data.SqlClient", &OdbcDriver::make_sql_server},
    Factory{"System.Data.SqlClient", &OdbcDriver::make_sql_server},
    Factory{"Oracle.ManagedDataAccess.Client", &OdbcDriver::make_oracle},
    Factory{"System.Data.Odbc", &OdbcDriver::make},
};

}  // namespace

SessionLimits DriverOptions::limits(std::optional<std::uint32_t> connection_timeout_s) const {
  SessionLimits limits{.lock = sql.lock_timeout};
  const auto timeout_s = command_timeout_s ? command_timeout_s : connection_timeout_s;
  if (timeout_s) limits.statement = std::chrono::seconds(*timeout_s);
  return limits;
}

StatementResult Connection::run(const BatchRequest& /*request*/) {
  return {0, SqlFailure{.message = "the product takes one statement at a time"}};
}

Result<std::unique_ptr<Driver>> make_driver(const std::string& factory_name,
                                            const std::string& connection_string,
                                            const DriverOptions& options) {
  for (const auto& factory : kFactories) {
    if (equal_ignoring_case(factory.name, factory_name)) {
      return factory.make(connection_string, options);
    }
  }
  std::string supported;
  for (const auto& factory : kFactories) {
    supported += fmt::format("{}{}", supported.empty() ? "" : ", ", factory.name);
  }
  return invalid_argument(fmt::format("the SQL factory \"{}\" is not supported; supported: {}",
                                      factory_name, supported));
}

}  // namespace penstock::etl::sql
