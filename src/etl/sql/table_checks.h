#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

/// What a person should know of the tables of a task, though rows can be loaded: no index on the
/// document id, so that every change reads the whole table; a document id column that takes no
/// text; tables of others whose rows go along when a document's rows are replaced. One sentence
/// each, with the statement that mends it. Errors: those of the connection.
Result<std::vector<std::string>> check_tables(Connection& connection, const Dialect& dialect,
                                              const Catalogue& catalogue);

}  // namespace penstock::etl::sql
