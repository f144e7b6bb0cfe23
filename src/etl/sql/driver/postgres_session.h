#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "etl/sql/dialect/dialect.h"
#include "etl/sql/driver/postgres_settings.h"
#include "etl/sql/driver/session_wait.h"
#include "etl/sql/sql_failure.h"

struct pg_conn;
struct pg_result;

namespace penstock::etl::sql {

struct ClearPostgresResult {
  void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, ClearPostgresResult>;

/// Inserted, updated, deleted or returned.
std::uint64_t affected_rows(const pg_result* result);

/// What the server said, or why it said nothing.
struct PostgresAnswer {
  PostgresResult result;
  std::optional<SqlFailure> failure;
};

/// A connection of libpq and how to wait for it. Never waits inside libpq: every wait looks at the
/// stop token and at a deadline, so that a dead network or a stopped server cannot hold its thread.
/// Confined to one thread.
class PostgresSession {
 public:
  /// `dialect` and `clock` must outlive this object.
  PostgresSession(const PostgresSettings& settings, SessionLimits limits, const Dialect& dialect,
                  Clock& clock, std::stop_token stop);
  ~PostgresSession();
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  /// Errors: as Driver::connect().
  Result<void> connect(const PostgresSettings& settings);

  pg_conn* get() const { return connection_; }
  bool is_broken() const;

  /// As those of SessionWait.
  void watch(std::stop_token stop) { wait_.watch(std::move(stop)); }
  void limit_statement() { wait_.limit_statement(); }
  const SessionLimits& limits() const { return wait_.limits(); }

  /// The next result; null when a request has no more.
  PostgresAnswer next_result();
  /// Sends what libpq holds back: `all` of it, or as much as goes without waiting, so that the
  /// server works on rows while the next ones are put.
  std::optional<SqlFailure> flush(bool all);

  /// Why libpq gave up.
  SqlFailure lost() const;
  /// What a failed result says.
  SqlFailure failure_of(const pg_result* result) const;

 private:
  std::optional<SqlFailure> wait(short events);
  std::string scrubbed(std::string message) const;

  const Dialect& dialect_;
  SessionWait wait_;
  std::vector<std::string> secrets_;
  pg_conn* connection_ = nullptr;
};

}  // namespace penstock::etl::sql
