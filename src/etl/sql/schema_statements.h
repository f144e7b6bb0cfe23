#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/dialect/dialect.h"
#include "etl/sql/schema_draft.h"
#include "etl/task_definition.h"

// The statements that make what a task is missing in its tables, for whoever runs them. Those for
// indexes are the dialect's.
namespace penstock::etl::sql {

/// The name of a table that does not exist yet, as the task declares it. `raw`: as
/// table_name_parts().
std::string quoted_name_of(const Dialect& dialect, const SqlTable& declared, bool raw);

/// With the column of the document id and `columns`.
std::string create_table_statement(const Dialect& dialect, const SqlTable& declared,
                                   std::string_view quoted_name,
                                   const std::vector<DraftColumn>& columns);

/// "ALTER TABLE "public"."orders" ADD "City" text".
std::string add_column_statement(const Dialect& dialect, std::string_view quoted_name,
                                 const DraftColumn& column);

}  // namespace penstock::etl::sql
