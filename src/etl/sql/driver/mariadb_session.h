#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "etl/sql/dialect/dialect.h"
#include "etl/sql/driver/mariadb_settings.h"
#include "etl/sql/driver/row_format.h"
#include "etl/sql/driver/session_wait.h"
#include "etl/sql/sql_failure.h"

struct st_mysql;
struct st_mysql_stmt;

namespace penstock::etl::sql {

/// What statements sent together came to: the rows of the last that has any.
struct MariadbAnswer {
  std::vector<QueryRow> rows;
  std::uint64_t affected_rows = 0;
  std::optional<SqlFailure> failure;
  /// Of a failure: the server said nothing, and nobody knows what became of the statement.
  bool is_unanswered = false;

  bool ok() const { return !failure; }
};

/// One session with a MariaDB or MySQL server. The library's non-blocking calls are driven from
/// here: every wait looks at the stop token and at a deadline, so that a dead network or a stopped
/// server cannot hold its thread. What the server was doing for a session that gave up another can
/// end; else it ends with its own limits: those of locks, statements and idle transactions.
/// Confined to one thread.
class MariadbSession {
 public:
  /// `dialect` and `clock` must outlive the session.
  MariadbSession(const MariadbSettings& settings, SessionLimits limits, const Dialect& dialect,
                 Clock& clock, std::stop_token stop);
  ~MariadbSession();
  MariadbSession(const MariadbSession&) = delete;
  MariadbSession& operator=(const MariadbSession&) = delete;

  /// Errors: as Driver::connect().
  Result<void> open(const MariadbSettings& settings);
  void watch(std::stop_token stop);

  /// Several statements with ';' between.
  MariadbAnswer request(std::string_view statements);

  /// Whether the server takes many rows for the parameters of one statement, as MariaDB does.
  bool takes_arrays() const;
  /// `statement` with a '?' for each value of a row, once for all `rows`: all of them, or none. It
  /// is prepared at most once while the session lives.
  MariadbAnswer run(const std::string& statement, const EncodedRows& rows);

  /// Ends what another session of `settings` is doing at the server, and that session, in bounded
  /// time and as far as the server can be reached. On a session that is not open.
  void end_other(const MariadbSettings& settings, unsigned long session_id);
  /// The server's number of this session.
  unsigned long id() const;

  bool is_in_transaction() const;
  /// A stop or the clock ended it: nothing is sent any more.
  bool is_interrupted() const { return interrupted_.has_value(); }
  /// The server takes no longer statements.
  std::size_t statement_bytes_max() const { return statement_bytes_max_; }

 private:
  Result<void> connect(const MariadbSettings& settings, std::chrono::seconds timeout);
  void set_options(const MariadbSettings& settings);
  Result<void> prepare();
  /// In the time that is left.
  MariadbAnswer send(std::string_view statements);
  void take_result(MariadbAnswer& answer);
  /// Null, with the failure, if the server does not take it.
  st_mysql_stmt* prepared(const std::string& statement, MariadbAnswer& answer);
  void forget_prepared();
  void close(st_mysql_stmt* statement);

  /// Drives a call of the library to its end: `resume` takes what happened and returns what the
  /// call waits for next, or 0.
  template <typename Resume>
  void finish(int waits_for, Resume resume);
  int wait(int waits_for);
  void fail(MariadbAnswer& answer) const;
  void fail(MariadbAnswer& answer, st_mysql_stmt* statement) const;
  void fail(MariadbAnswer& answer, unsigned int number, const char* state, const char* words) const;

  const Dialect& dialect_;
  SessionWait wait_;
  std::vector<std::string> secrets_;
  std::size_t statement_bytes_max_;
  std::optional<SqlFailure> interrupted_;  // Why nothing is sent any more.
  st_mysql* connection_ = nullptr;
  std::map<std::string, st_mysql_stmt*, std::less<>> prepared_;
};

}  // namespace penstock::etl::sql
