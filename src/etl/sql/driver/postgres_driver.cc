#include "etl/sql/driver/postgres_driver.h"

#include "etl/sql/driver/postgres_connection.h"

namespace penstock::etl::sql {

Result<std::unique_ptr<Driver>> PostgresDriver::make(const std::string& connection_string,
                                                     const DriverOptions& options) {
  auto settings = TRY(PostgresSettings::parse(connection_string));
  const auto limits = options.limits(settings.command_timeout_s);
  return std::unique_ptr<Driver>(new PostgresDriver(std::move(settings), limits));
}

Result<std::unique_ptr<Connection>> PostgresDriver::connect(Clock& clock,
                                                            const std::stop_token& stop) const {
  return PostgresConnection::open(settings_, limits_, dialect_, clock, stop);
}

}  // namespace penstock::etl::sql
