#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "etl/sql/dialect/dialect.h"
#include "etl/sql/driver/batch_request.h"
#include "etl/sql/driver/row_format.h"
#include "etl/sql/session_limits.h"
#include "etl/sql/sql_configuration.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// One connection to a product. Every call ends in bounded time and soon after `stop` of the last
/// watch(). After a failure inside a transaction only rollback() and undoing a part make sense;
/// after kUnavailable, kTimeout and kCancelled the connection is of no more use.
/// Confined to one thread.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Of the product at the other end; lives as long as the driver.
  virtual const Dialect& dialect() const = 0;

  /// Calls after this one give up with kCancelled when `stop` is requested.
  virtual void watch(std::stop_token stop) = 0;

  /// Statements that return nothing; several, with ';' between, if there are no parameters.
  virtual StatementResult execute(std::string_view statement,
                                  std::span<const std::string> parameters = {}) = 0;
  virtual QueryResult query(std::string_view statement,
                            std::span<const std::string> parameters = {}) = 0;

  /// Opens a transaction in which constraints that can wait do, with all its time limits.
  virtual StatementResult begin() = 0;
  /// The same for a transaction that writes to tables of its session alone, and is rolled back:
  /// others may write meanwhile.
  virtual StatementResult begin_reading() { return begin(); }
  /// Checks now what waits for the end of the transaction.
  virtual StatementResult check_constraints() = 0;
  /// kTimeout if nobody knows what became of it. Fails if the product rolled back instead.
  virtual StatementResult commit() = 0;
  virtual void rollback() = 0;

  /// Whether run() works.
  virtual bool takes_requests() const { return false; }
  /// A transaction with all of the request in it, from begin() to commit(), in one round trip.
  /// Rows: inserted, and deleted for deleted_ids. kTimeout if nobody knows what became of it;
  /// after other failures nothing has happened, and rollback() has to follow.
  virtual StatementResult run(const BatchRequest& request);

  /// Runs Dialect::erase_statement() for all `ids`, in as few statements as the product likes.
  virtual StatementResult erase(const std::string& statement,
                                std::span<const std::string_view> ids) = 0;
  /// Runs Dialect::insert_statement() for all `rows` on the product's fastest path.
  virtual StatementResult insert(const std::string& statement, const EncodedRows& rows) = 0;
  /// Runs Dialect::read_statement() for all `ids`, in as few statements as the product likes.
  virtual QueryResult read(const std::string& statement, std::span<const std::string_view> ids) = 0;
};

/// A product and one way to reach it. Immutable, thread-safe.
class Driver {
 public:
  virtual ~Driver() = default;

  virtual const RowFormat& row_format() const = 0;

  /// Of the product, as far as that is known without a connection; else one that writes standard
  /// SQL. For people: a connection has its own.
  virtual const Dialect& dialect() const = 0;

  /// Errors: kForbidden, kNotFound (no such database), kUnavailable, kTimeout, kCancelled.
  virtual Result<std::unique_ptr<Connection>> connect(Clock& clock,
                                                      const std::stop_token& stop) const = 0;
};

/// What a driver needs to know besides the connection string.
struct DriverOptions {
  SqlOptions sql;
  std::optional<std::uint32_t> command_timeout_s;  ///< The task's.

  /// For sessions of a connection string with this command timeout: the task's goes before it.
  SessionLimits limits(std::optional<std::uint32_t> connection_timeout_s) const;
};

/// The driver behind `factory_name`. Errors: kInvalidArgument, without secrets, if there is none
/// or it does not understand `connection_string`.
Result<std::unique_ptr<Driver>> make_driver(const std::string& factory_name,
                                            const std::string& connection_string,
                                            const DriverOptions& options);

}  // namespace penstock::etl::sql
