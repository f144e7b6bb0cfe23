#pragma once

#include <memory>
#include <string>

#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/postgres_settings.h"
#include "etl/sql/driver/session_wait.h"

struct pg_conn;
struct pg_result;

namespace penstock::etl::sql {

/// One session with a PostgreSQL server. Never waits inside libpq: every wait looks at the stop
/// token and at a deadline, so that a dead network or a stopped server cannot hold its thread.
/// Confined to one thread.
class PostgresConnection final : public Connection {
 public:
  /// `dialect` and `clock` must outlive the connection. Errors: as Driver::connect().
  static Result<std::unique_ptr<Connection>> open(const PostgresSettings& settings,
                                                  SessionLimits limits, const Dialect& dialect,
                                                  Clock& clock, const std::stop_token& stop);
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  const Dialect& dialect() const override { return dialect_; }
  void watch(std::stop_token stop) override;
  StatementResult execute(std::string_view statement,
                          std::span<const std::string> parameters) override;
  QueryResult query(std::string_view statement, std::span<const std::string> parameters) override;
  StatementResult begin() override;
  StatementResult check_constraints() override;
  StatementResult commit() override;
  void rollback() override;
  StatementResult erase(const std::string& statement,
                        std::span<const std::string_view> ids) override;
  StatementResult insert(const std::string& statement, const EncodedRows& rows) override;
  QueryResult read(const std::string& statement, std::span<const std::string_view> ids) override;

 private:
  struct ClearResult {
    void operator()(pg_result* result) const;
  };
  using ResultPointer = std::unique_ptr<pg_result, ClearResult>;

  /// What the last result of a request says.
  struct Answer {
    ResultPointer result;
    std::optional<SqlFailure> failure;
  };

  PostgresConnection(const PostgresSettings& settings, SessionLimits limits, const Dialect& dialect,
                     Clock& clock, std::stop_token stop);

  Result<void> connect(const PostgresSettings& settings);
  std::string begin_statement() const;
  Answer request(const char* statement, std::span<const char* const> values);
  Answer answer();
  /// The next result; null when there are no more.
  Answer next_result();
  std::optional<SqlFailure> flush(bool all);
  std::optional<SqlFailure> put_rows(const EncodedRows& rows);
  std::optional<SqlFailure> put(std::string_view bytes);
  std::optional<SqlFailure> wait(short events);
  SqlFailure lost();
  std::string scrubbed(std::string message) const;

  const Dialect& dialect_;
  SessionWait session_;
  std::vector<std::string> secrets_;
  pg_conn* connection_ = nullptr;
  std::string begin_;
};

}  // namespace penstock::etl::sql
