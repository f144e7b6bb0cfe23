#pragma once

#include "etl/sql/dialect/odbc_adapters.h"
#include "etl/sql/dialect/oracle_dialect.h"
#include "etl/sql/dialect/sql_server_dialect.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/odbc_rows.h"
#include "etl/sql/driver/odbc_settings.h"

namespace penstock::etl::sql {

/// Whatever has an ODBC driver and a dialect here. Which dialect it is the driver says once it is
/// connected. Immutable, thread-safe.
class OdbcDriver final : public Driver {
 public:
  static Result<std::unique_ptr<Driver>> make(const std::string& connection_string,
                                              const DriverOptions& options);
  static Result<std::unique_ptr<Driver>> make_sql_server(const std::string& connection_string,
                                                         const DriverOptions& options);
  static Result<std::unique_ptr<Driver>> make_oracle(const std::string& connection_string,
                                                     const DriverOptions& options);

  const RowFormat& row_format() const override { return row_format_; }
  const Dialect& dialect() const override;
  Result<std::unique_ptr<Connection>> connect(Clock& clock,
                                              const std::stop_token& stop) const override;

 private:
  OdbcDriver(OdbcSettings settings, SessionLimits limits)
      : settings_(std::move(settings)), limits_(limits) {}

  static Result<std::unique_ptr<Driver>> of(OdbcSettings settings, const DriverOptions& options);
  /// Null if there is none for what a driver calls its product.
  const OdbcDialect* find_dialect(const std::string& product) const;

  OdbcSettings settings_;
  SessionLimits limits_;
  SqlServerDialect sql_server_;
  OracleDialect oracle_;
  OdbcPostgresDialect postgres_;
  OdbcMariadbDialect mariadb_;
  OdbcSqliteDialect sqlite_;
  OdbcRowFormat row_format_;
};

}  // namespace penstock::etl::sql
