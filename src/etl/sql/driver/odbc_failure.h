#pragma once

#include <cstdint>
#include <string>

#include "etl/sql/dialect/dialect.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// What a driver, or the driver manager, says of a call that failed.
struct OdbcDiagnostic {
  std::string state;        ///< An SQLSTATE.
  std::int64_t number = 0;  ///< The product's own.
  std::string words;        ///< Secrets are still in it.
};

/// `dialect` is null until it is known what product is at the other end.
SqlFailure from_odbc(const OdbcDiagnostic& diagnostic, const Dialect* dialect);

/// The same for a commit: without an answer from the server the transaction may have committed.
SqlFailure from_odbc_commit(const OdbcDiagnostic& diagnostic, const Dialect& dialect);

}  // namespace penstock::etl::sql
