#include "etl/sql/driver/mariadb_driver.h"

#include "etl/sql/driver/mariadb_connection.h"

namespace penstock::etl::sql {

Result<std::unique_ptr<Driver>> MariadbDriver::make(const std::string& connection_string,
                                                    const DriverOptions& options) {
  auto settings = TRY(MariadbSettings::parse(connection_string));
  const auto limits = options.limits(settings.command_timeout_s);
  return std::unique_ptr<Driver>(new MariadbDriver(std::move(settings), limits));
}

Result<std::unique_ptr<Connection>> MariadbDriver::connect(Clock& clock,
                                                           const std::stop_token& stop) const {
  return MariadbConnection::open(settings_, limits_, dialect_, clock, stop);
}

}  // namespace penstock::etl::sql
