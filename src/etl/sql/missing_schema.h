#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/schema_draft.h"
#include "etl/sql/sql_configuration.h"

namespace penstock::etl::sql {

/// The statements that make what is missing for the tables of `configuration` that are among
/// `targets`: tables, columns that `draft` has, and indexes on the document id, in this order; what
/// is there stays as it is. Errors: those of the connection; kInvalidArgument as read_catalogue().
Result<std::vector<std::string>> missing_schema(Connection& connection, const Dialect& dialect,
                                                const SqlConfiguration& configuration,
                                                std::span<const std::string> targets,
                                                const SchemaDraft& draft);

}  // namespace penstock::etl::sql
