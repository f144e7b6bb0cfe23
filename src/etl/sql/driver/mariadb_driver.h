#pragma once

#include "etl/sql/dialect/mariadb_dialect.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/mariadb_rows.h"
#include "etl/sql/driver/mariadb_settings.h"

namespace penstock::etl::sql {

/// A MariaDB or MySQL server, through MariaDB's client library. Immutable, thread-safe.
class MariadbDriver final : public Driver {
 public:
  static Result<std::unique_ptr<Driver>> make(const std::string& connection_string,
                                              const DriverOptions& options);

  const RowFormat& row_format() const override { return row_format_; }
  const Dialect& dialect() const override { return dialect_; }
  Result<std::unique_ptr<Connection>> connect(Clock& clock,
                                              const std::stop_token& stop) const override;

 private:
  MariadbDriver(MariadbSettings settings, SessionLimits limits)
      : settings_(std::move(settings)), limits_(limits) {}

  MariadbSettings settings_;
  SessionLimits limits_;
  MariadbDialect dialect_;
  MariadbRowFormat row_format_;
};

}  // namespace penstock::etl::sql
