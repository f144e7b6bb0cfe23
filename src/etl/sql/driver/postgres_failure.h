#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "etl/sql/dialect/dialect.h"
#include "etl/sql/sql_failure.h"

struct pg_result;

namespace penstock::etl::sql {

/// What a failed result says, and whom it names. Secrets are still in it.
SqlFailure from_postgres(const pg_result* result, const Dialect& dialect);

/// The failure of an attempt to connect. libpq has no code for it: it stands in the text, which
/// must have been asked for with PQERRORS_VERBOSE.
SqlFailure from_connect_message(std::string_view message, const Dialect& dialect);

/// The row, from 0, that "COPY orders, line 7, column total: …" speaks of; the words may be in
/// another language. Nothing if `context` does not speak of a row.
std::optional<std::size_t> copy_row(std::string_view context);

/// The column that it speaks of, if it does and says so in English; else empty.
std::string_view copy_column(std::string_view context);

/// Column and value of "Key (id)=(orders/1-A) already exists."; both empty if there is no such
/// part or the key has several columns.
std::pair<std::string, std::string> key_in_detail(std::string_view detail);

}  // namespace penstock::etl::sql
