#pragma once

#include <memory>
#include <string>

#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/postgres_session.h"
#include "etl/sql/driver/postgres_settings.h"

namespace penstock::etl::sql {

/// What a task says to a PostgreSQL server. Confined to one thread.
class PostgresConnection final : public Connection {
 public:
  /// `dialect` and `clock` must outlive the connection. Errors: as Driver::connect().
  static Result<std::unique_ptr<Connection>> open(const PostgresSettings& settings,
                                                  SessionLimits limits, const Dialect& dialect,
                                                  Clock& clock, const std::stop_token& stop);

  const Dialect& dialect() const override { return dialect_; }
  void watch(std::stop_token stop) override;
  StatementResult execute(std::string_view statement,
                          std::span<const std::string> parameters) override;
  QueryResult query(std::string_view statement, std::span<const std::string> parameters) override;
  StatementResult begin() override;
  StatementResult check_constraints() override;
  StatementResult commit() override;
  void rollback() override;
  bool takes_requests() const override { return true; }
  StatementResult run(const BatchRequest& request) override;
  StatementResult erase(const std::string& statement,
                        std::span<const std::string_view> ids) override;
  StatementResult insert(const std::string& statement, const EncodedRows& rows) override;
  QueryResult read(const std::string& statement, std::span<const std::string_view> ids) override;

 private:
  PostgresConnection(const PostgresSettings& settings, SessionLimits limits, const Dialect& dialect,
                     Clock& clock, std::stop_token stop);

  std::string begin_statement() const;
  PostgresAnswer request(const char* statement, std::span<const char* const> values);
  PostgresAnswer answer();
  std::optional<SqlFailure> put_rows(const EncodedRows& rows);
  std::optional<SqlFailure> put(std::string_view bytes);

  const Dialect& dialect_;
  PostgresSession session_;
  std::string begin_;
};

}  // namespace penstock::etl::sql
