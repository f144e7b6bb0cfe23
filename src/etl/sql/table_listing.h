#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "etl/sql/sql_configuration.h"

namespace penstock::etl::sql {

struct ListedColumn {
  std::string name;
  std::string type;  ///< As the product shows it.
};

struct ListedTable {
  std::string schema;
  std::string name;
  std::vector<ListedColumn> columns;
};

/// The tables of a database with their columns, for those who write scripts: connects once, reads
/// kListedColumnsMax columns at most. Errors: as test_connection().
Result<std::vector<ListedTable>> list_tables(const std::string& factory_name,
                                             const std::string& connection_string,
                                             const SqlOptions& options, Clock& clock,
                                             const std::stop_token& stop);

}  // namespace penstock::etl::sql
