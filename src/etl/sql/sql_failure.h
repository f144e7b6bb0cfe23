#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace penstock::etl::sql {

/// What a failed statement asks for. Each dialect maps its product's codes to these, in one place.
enum class FailureClass : std::uint8_t {
  kDocument,       ///< A value or a constraint: some document of the statement is at fault.
  kReference,      ///< A foreign key: as kDocument, but the other row may be on its way.
  kUnknownTable,   ///< Wait until somebody creates it.
  kUnknownColumn,  ///< The catalogue read before is no longer true.
  kConflict,       ///< Deadlock or serialization: the same transaction may work at once.
  kUnavailable,    ///< Wait and connect again.
  kTimeout,        ///< Not done in time, or the outcome is unknown: connect again.
  kForbidden,      ///< An operator has to grant something.
  kCancelled,      ///< A stop was requested.
};

/// Why a statement failed, and whom the destination names. The message holds no secrets.
struct SqlFailure {
  FailureClass kind = FailureClass::kUnavailable;
  std::string message = {};
  std::optional<std::size_t> row = {};  ///< Which of the rows that were sent, from 0.
  std::string key_column = {};          ///< Of the key that the destination complains about,
  std::string key = {};                 ///< when it has one column; else both are empty.
  /// The destination rolled back all of the transaction, not only the statement.
  bool ended_transaction = false;

  /// For callers who can only wait, stop or call an operator.
  Error to_error() const;
};

/// Whether leaving documents out of the statement can help.
bool is_fault_of_document(const SqlFailure& failure);

/// What a statement did, or why it failed.
struct [[nodiscard]] StatementResult {
  std::uint64_t rows = 0;  ///< Inserted, updated or deleted.
  std::optional<SqlFailure> failure;

  bool ok() const { return !failure; }
};

/// Rows of text, nothing for NULL.
using QueryRow = std::vector<std::optional<std::string>>;

/// What a query found, or why it failed.
struct [[nodiscard]] QueryResult {
  std::vector<QueryRow> rows;
  std::optional<SqlFailure> failure;

  bool ok() const { return !failure; }
};

}  // namespace penstock::etl::sql
