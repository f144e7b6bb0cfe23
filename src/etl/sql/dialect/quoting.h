#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/dialect/dialect.h"

namespace penstock::etl::sql {

/// `text` between `open` and `close`, with every `close` in it doubled.
std::string enclosed(std::string_view text, char open, char close);

/// The same with one `quote` on both sides: the quoting of standard SQL.
std::string quoted(std::string_view text, char quote);

/// The names of these columns as `dialect` quotes them, each behind `prefix`, with commas between.
std::string column_list(const Dialect& dialect, const Table& table,
                        const std::vector<std::size_t>& columns, std::string_view prefix = {});

/// The quoted name of the index on the document id.
std::string id_index_name(const Dialect& dialect, const Table& table);

/// The parts of a table name: "dbo.Orders" is {dbo, Orders}. `raw`: written as in SQL, so that
/// dots inside double quotes, backticks or brackets do not count and those go away.
std::vector<std::string> table_name_parts(std::string_view name, bool raw);

}  // namespace penstock::etl::sql
