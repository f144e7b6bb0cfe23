#pragma once

#include <limits>

#include "etl/sql/dialect/dialect.h"

namespace penstock::etl::sql {

/// What a product's SQL needs besides when it is reached through ODBC. Parameters are written ?1,
/// ?2, … or just ?, each the next one; several statements have ';' between them.
/// Immutable, thread-safe.
class OdbcDialect : public Dialect {
 public:
  /// An SQLSTATE, a blank, and the product's own number: "23000 2627".
  FailureClass classify(std::string_view code) const override = 0;

  /// For a new session. Like the next three they may be empty.
  virtual std::string session_statements(const SessionLimits& limits) const = 0;
  /// For a transaction that has just begun: its limits, and constraints that can wait do.
  virtual std::string begin_statements(const SessionLimits& limits) const;
  /// Fails, or returns a row, if something that waits for the end of the transaction is broken.
  virtual std::string_view check_statement() const;
  /// A query that finds a row as long as a transaction is open, where an error of a document may
  /// have ended it.
  virtual std::string_view transaction_query() const;

  /// How many bytes a value may have that is not declared as a large object; no limit where large
  /// objects are something else than a long value.
  virtual std::size_t plain_bytes_max() const { return std::numeric_limits<std::size_t>::max(); }

  std::string index_statement(const Table& table) const override;

  /// For a list of document ids: what stands in braces, with the parameter ?1, is to be written
  /// once for every id.
  std::string erase_statement(const Table& table) const override;
  /// The same for Connection::read(). What a value's text is the driver decides.
  std::string read_statement(const Table& table,
                             const std::vector<std::size_t>& columns) const override;
  /// A marker a column.
  std::string insert_statement(const Table& table,
                               const std::vector<std::size_t>& columns) const override;

 protected:
  /// What stands for a value of that column: `parameter`, or its type's conversion of it.
  static std::string marker(const Column& column, std::string_view parameter = "?");
};

/// The two halves of what classify() takes.
struct OdbcCode {
  std::string_view state;
  std::int64_t number = 0;
};
OdbcCode odbc_code(std::string_view code);

}  // namespace penstock::etl::sql
