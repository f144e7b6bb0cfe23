#pragma once

#include <string>
#include <vector>

#include "etl/sql/dialect/odbc_dialect.h"

namespace penstock::etl::sql {

/// Each kind of statement that `dialect` can write, as the driver cuts them, with texts in the
/// places of their parameters; over a table that has a column of each of these types, the first of
/// which takes the document id. Each statement once.
std::vector<std::string> every_statement(const OdbcDialect& dialect,
                                         const std::vector<std::string>& column_types);

}  // namespace penstock::etl::sql
