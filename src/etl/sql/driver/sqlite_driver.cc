#include "etl/sql/driver/sqlite_driver.h"

#include <fmt/format.h>

#include "etl/sql/driver/sqlite_connection.h"
#include "etl/sql/driver/sqlite_file.h"

namespace penstock::etl::sql {

SqliteDriver::SqliteDriver(std::string connection_string, DriverOptions options)
    : connection_string_(std::move(connection_string)), options_(std::move(options)) {}

Result<std::unique_ptr<Driver>> SqliteDriver::make(const std::string& connection_string,
                                                   const DriverOptions& options) {
  TRY(sqlite_file(connection_string, options.sql.sqlite_folder));
  return std::unique_ptr<Driver>(new SqliteDriver(connection_string, options));
}

Result<std::unique_ptr<Connection>> SqliteDriver::connect(Clock& clock,
                                                          const std::stop_token& stop) const {
  // Looked at again: a link may have come since the connection string was checked.
  const auto file = TRY(sqlite_file(connection_string_, options_.sql.sqlite_folder));
  std::error_code code;
  std::filesystem::create_directories(file.parent_path(), code);
  if (code) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("cannot create {}: {}", file.parent_path().string(), code.message())};
  }
  return SqliteConnection::open(file, options_.limits({}), dialect_, clock, stop);
}

}  // namespace penstock::etl::sql
