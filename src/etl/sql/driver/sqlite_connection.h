#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "etl/sql/driver/driver.h"

struct sqlite3;
struct sqlite3_stmt;

namespace penstock::etl::sql {

/// One open SQLite file. Confined to one thread.
class SqliteConnection final : public Connection {
 public:
  /// Errors: kUnavailable, kForbidden, kCancelled.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file,
                                                  SessionLimits limits, const Dialect& dialect,
                                                  Clock& clock, std::stop_token stop);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  const Dialect& dialect() const override { return dialect_; }
  void watch(std::stop_token stop) override;
  StatementResult execute(std::string_view statement,
                          std::span<const std::string> parameters) override;
  QueryResult query(std::string_view statement, std::span<const std::string> parameters) override;
  StatementResult begin() override;
  StatementResult begin_reading() override;
  StatementResult check_constraints() override;
  StatementResult commit() override;
  void rollback() override;
  StatementResult erase(const std::string& statement,
                        std::span<const std::string_view> ids) override;
  StatementResult insert(const std::string& statement, const EncodedRows& rows) override;
  QueryResult read(const std::string& statement, std::span<const std::string_view> ids) override;

 private:
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  SqliteConnection(sqlite3* database, SessionLimits limits, const Dialect& dialect, Clock& clock,
                   std::stop_token stop);

  StatementResult run_script(const std::string& statements);
  /// Compiled at most once while the connection lives; null if it does not compile.
  sqlite3_stmt* prepared(std::string_view statement);
  QueryResult rows_of(sqlite3_stmt* statement);
  /// So many of `rows`, from the first on, as fill whole groups. Of a failure: how many are there.
  StatementResult insert_groups(const std::string& statement, const EncodedRows& rows);
  /// `statement` has a parameter for each value of `rows`. Of a failure: how many are there.
  StatementResult insert_at_once(const std::string& statement, const EncodedRows& rows);
  /// For those of a group.
  std::size_t rows_per_statement(const std::string& statement) const;
  StatementResult begin_anew_row_by_row();
  /// False if a stop was requested.
  bool start();
  bool out_of_time() const;
  SqlFailure failure() const;
  static int on_progress(void* connection);

  sqlite3* database_;
  std::chrono::seconds timeout_;
  const Dialect& dialect_;
  Clock& clock_;
  std::stop_token stop_;
  MonotonicTime deadline_;
  std::size_t rows_per_statement_max_;
  std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace penstock::etl::sql
