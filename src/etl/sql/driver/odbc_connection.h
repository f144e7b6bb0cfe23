#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "etl/sql/dialect/odbc_dialect.h"
#include "etl/sql/driver/abandonable_thread.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/odbc_session.h"
#include "etl/sql/driver/session_wait.h"

namespace penstock::etl::sql {

/// One session with a product through its ODBC driver. Drivers block for as long as they like, so
/// they are called on a thread of their own: whoever stops or runs out of time asks the driver to
/// cancel, waits a moment, and leaves that thread to itself. Confined to one thread.
class OdbcConnection final : public Connection {
 public:
  /// The dialect for what a driver calls its product; null if there is none.
  using FindDialect = std::function<const OdbcDialect*(const std::string& product)>;

  /// Dialects and `clock` must outlive the connection. Errors: as Driver::connect(), and kNotFound
  /// if the driver or the DSN is not installed.
  static Result<std::unique_ptr<Connection>> open(const OdbcSettings& settings,
                                                  SessionLimits limits,
                                                  const FindDialect& find_dialect, Clock& clock,
                                                  const std::stop_token& stop);
  ~OdbcConnection() override;
  OdbcConnection(const OdbcConnection&) = delete;
  OdbcConnection& operator=(const OdbcConnection&) = delete;

  const Dialect& dialect() const override { return *dialect_; }
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
  /// What a call came to, in the words of this room.
  struct Outcome {
    std::vector<QueryRow> rows;
    std::uint64_t affected_rows = 0;
    std::vector<std::size_t> suspects;
    std::optional<SqlFailure> failure;
  };
  using Work = std::function<OdbcAnswer(OdbcSession&)>;

  OdbcConnection(const OdbcSettings& settings, SessionLimits limits, Clock& clock,
                 std::stop_token stop);

  Result<void> connect(const OdbcSettings& settings, const FindDialect& find_dialect);
  /// Runs `work` on the session's thread, for as long as `patience` lasts.
  OdbcAnswer call(Work work, std::chrono::seconds patience);
  OdbcAnswer call(Work work) { return call(std::move(work), waiting_.patience()); }
  void give_up();
  Outcome outcome_of(OdbcAnswer answer) const;
  SqlFailure failure_of(const OdbcDiagnostic& diagnostic) const;

  /// The statements of a script, of which several are one transaction.
  Outcome run_script(std::string_view script, std::span<const std::string> parameters);
  Outcome run_each(const std::vector<OdbcStatement>& statements,
                   std::span<const std::string> parameters);
  Outcome run_one(const OdbcStatement& statement, ParameterArray parameters);
  /// A statement with a list of ids, as OdbcDialect::erase_statement() writes it.
  Outcome run_for_ids(const std::string& statement, std::span<const std::string_view> ids);
  /// The row that the failure of an insert is about, if the driver knows: it was one of `count`
  /// from `first` on.
  std::optional<std::size_t> culprit(const OdbcStatement& statement, const EncodedRows& rows,
                                     std::size_t first, std::size_t count,
                                     const std::vector<std::size_t>& suspects);
  /// Whether a failure has ended the transaction and not only its statement.
  bool has_lost_transaction();

  SessionWait waiting_;
  std::vector<std::string> secrets_;
  std::shared_ptr<OdbcSession> session_;  // Calls that were given up keep it.
  AbandonableThread thread_;
  std::optional<SqlFailure> interrupted_;  // Why nothing is called any more.
  const OdbcDialect* dialect_ = nullptr;   // Null until connected.
  bool in_transaction_ = false;
};

}  // namespace penstock::etl::sql
