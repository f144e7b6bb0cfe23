#pragma once

#include <filesystem>

#include "etl/sql/dialect/sqlite_dialect.h"
#include "etl/sql/driver/bound_row.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

/// An SQLite file. Its folder and the file are created by connect(). Immutable, thread-safe.
class SqliteDriver final : public Driver {
 public:
  static Result<std::unique_ptr<Driver>> make(const std::string& connection_string,
                                              const DriverOptions& options);

  const RowFormat& row_format() const override { return row_format_; }
  const Dialect& dialect() const override { return dialect_; }
  Result<std::unique_ptr<Connection>> connect(Clock& clock,
                                              const std::stop_token& stop) const override;

 private:
  SqliteDriver(std::string connection_string, DriverOptions options);

  std::string connection_string_;
  DriverOptions options_;
  SqliteDialect dialect_;
  BoundRowFormat row_format_;
};

}  // namespace penstock::etl::sql
