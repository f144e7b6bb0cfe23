#pragma once

#include <memory>
#include <string>

#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/mariadb_settings.h"
#include "etl/sql/driver/session_wait.h"

struct st_mysql;

namespace penstock::etl::sql {

/// One session with a MariaDB or MySQL server. The library's non-blocking calls are driven from
/// here: every wait looks at the stop token and at a deadline, so that a dead network or a stopped
/// server cannot hold its thread. What the server was doing for a session that gave up ends with
/// its own limits: those of locks, statements and idle transactions. Confined to one thread.
class MariadbConnection final : public Connection {
 public:
  /// `dialect` and `clock` must outlive the connection. Errors: as Driver::connect().
  static Result<std::unique_ptr<Connection>> open(const MariadbSettings& settings,
                                                  SessionLimits limits, const Dialect& dialect,
                                                  Clock& clock, const std::stop_token& stop);
  ~MariadbConnection() override;
  MariadbConnection(const MariadbConnection&) = delete;
  MariadbConnection& operator=(const MariadbConnection&) = delete;

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
  /// What statements sent together came to: the rows of the last that has any.
  struct Answer {
    std::vector<QueryRow> rows;
    std::uint64_t affected_rows = 0;
    std::optional<SqlFailure> failure;
  };

  MariadbConnection(const MariadbSettings& settings, SessionLimits limits, const Dialect& dialect,
                    Clock& clock, std::stop_token stop);

  Result<void> connect(const MariadbSettings& settings);
  void set_options(const MariadbSettings& settings);
  Result<void> prepare_session();
  Answer request(std::string_view statements);
  Answer request(std::string_view statement, std::span<const std::string> parameters);
  std::optional<SqlFailure> take_result(Answer& answer);

  /// The rows from `first` to before `last` in one statement.
  StatementResult insert_range(const std::string& statement, const EncodedRows& rows,
                               std::size_t first, std::size_t last);
  /// Behind the last of the rows from `first` on that one statement should hold.
  std::size_t end_of_range(const EncodedRows& rows, std::size_t first) const;
  /// The row that the failure of insert_range() is about, if the server names it and it is true.
  std::optional<std::size_t> culprit(const std::string& statement, const EncodedRows& rows,
                                     std::size_t first, std::size_t last,
                                     const SqlFailure& failure);
  /// The row of the last statement that the server's own words left out.
  std::optional<std::size_t> diagnosed_row();

  /// Drives a call of the library to its end: `resume` takes what happened and returns what the
  /// call waits for next, or 0.
  template <typename Resume>
  void finish(int waits_for, Resume resume);
  int wait(int waits_for);
  bool is_in_transaction() const;
  SqlFailure failure() const;

  const Dialect& dialect_;
  SessionWait session_;
  std::vector<std::string> secrets_;
  std::size_t statement_bytes_max_;        // The server takes no longer ones.
  std::optional<SqlFailure> interrupted_;  // Why nothing is sent any more.
  st_mysql* connection_ = nullptr;
};

}  // namespace penstock::etl::sql
