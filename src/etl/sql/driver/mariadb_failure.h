#pragma once

#include <optional>
#include <string_view>

#include "etl/sql/dialect/dialect.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// What a server, or the client library, says: its error number, SQLSTATE and words. Whom it names
/// is in the words at best: "… at row 3" of the statement. Secrets are still in the message.
SqlFailure from_mariadb(unsigned int number, std::string_view state, std::string_view words,
                        const Dialect& dialect);

/// Whether the client library itself gave up: nobody knows what became of the statement.
bool is_client_error(unsigned int number);

}  // namespace penstock::etl::sql
