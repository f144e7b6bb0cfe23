#pragma once

#include "etl/sql/dialect/postgres_dialect.h"
#include "etl/sql/driver/copy_text.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/postgres_settings.h"

namespace penstock::etl::sql {

/// A PostgreSQL server, through libpq. Immutable, thread-safe.
class PostgresDriver final : public Driver {
 public:
  static Result<std::unique_ptr<Driver>> make(const std::string& connection_string,
                                              const DriverOptions& options);

  const RowFormat& row_format() const override { return row_format_; }
  const Dialect& dialect() const override { return dialect_; }
  Result<std::unique_ptr<Connection>> connect(Clock& clock,
                                              const std::stop_token& stop) const override;

 private:
  PostgresDriver(PostgresSettings settings, SessionLimits limits)
      : settings_(std::move(settings)), limits_(limits) {}

  PostgresSettings settings_;
  SessionLimits limits_;
  PostgresDialect dialect_;
  CopyTextFormat row_format_;
};

}  // namespace penstock::etl::sql
