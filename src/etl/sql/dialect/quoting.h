#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// `identifier` between two `quote`s, those inside it doubled: the quoting of standard SQL.
std::string quoted(std::string_view identifier, char quote);

/// The names of these columns, quoted as `quote` does it, with commas between.
std::string column_list(const Table& table, const std::vector<std::size_t>& columns, char quote);

/// The parts of a table name: "dbo.Orders" is {dbo, Orders}. `raw`: written as in SQL, so that
/// dots inside double quotes or backticks do not count and the quotes go away.
std::vector<std::string> table_name_parts(std::string_view name, bool raw);

/// 30 of the type "varchar(30)"; 0 if there is no number.
std::uint32_t declared_length(std::string_view type);

}  // namespace penstock::etl::sql
