#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/driver/odbc_failure.h"
#include "etl/sql/driver/odbc_rows.h"
#include "etl/sql/driver/odbc_settings.h"
#include "etl/sql/driver/odbc_statement.h"

namespace penstock::etl::sql {

/// What a call of ODBC came to.
struct OdbcAnswer {
  std::vector<QueryRow> rows;
  std::uint64_t affected_rows = 0;  ///< Or returned.
  std::optional<OdbcDiagnostic> trouble;
  std::optional<OdbcDiagnostic> warning;
  /// Which rows of a parameter array the driver says went wrong: one of them or more are to blame.
  std::vector<std::size_t> suspects;

  bool ok() const { return !trouble; }
};

/// A connection of the driver manager, in calls that block as long as the driver likes. Confined to
/// one thread at a time, but for cancel().
class OdbcSession {
 public:
  explicit OdbcSession(std::chrono::seconds statement_timeout);
  ~OdbcSession();
  OdbcSession(const OdbcSession&) = delete;
  OdbcSession& operator=(const OdbcSession&) = delete;

  /// The names of the drivers that odbcinst.ini lists. Before connect().
  std::vector<std::string> installed_drivers() const;
  OdbcAnswer connect(const std::string& connection_text, std::chrono::seconds timeout);
  /// What the driver calls the product at the other end.
  const std::string& product() const { return product_; }

  /// `parameters` are those that the statement's markers stand for: one row of them if the
  /// statement returns any rows.
  OdbcAnswer run(const OdbcStatement& statement, ParameterArray& parameters);

  /// Every statement its own transaction, or not.
  OdbcAnswer set_autocommit(bool on);
  OdbcAnswer commit();
  OdbcAnswer rollback();

  /// Asks the driver to give up the statement that runs, if one does. Any thread; may block.
  void cancel();

 private:
  using Handle = void*;  // As ODBC has them.
  enum class Completion { kCommit, kRollback };

  /// Calls `execute` and takes all that comes of it.
  template <typename Execute>
  OdbcAnswer finish(Handle statement, Execute execute);
  void set_running(Handle statement);
  Handle new_statement();
  /// Compiled at most once while the session lives; null, with the trouble, if it does not compile.
  Handle prepared(const std::string& text, OdbcAnswer& answer);
  void forget_prepared();
  static bool bind(Handle statement, const OdbcStatement& text, ParameterArray& parameters);
  OdbcAnswer end_transaction(Completion completion);

  std::chrono::seconds statement_timeout_;
  Handle environment_ = nullptr;
  Handle connection_ = nullptr;
  bool is_connected_ = false;
  std::string product_;
  std::map<std::string, Handle, std::less<>> prepared_;
  std::mutex running_mutex_;
  Handle running_ = nullptr;  // The statement that cancel() is about.
};

}  // namespace penstock::etl::sql
