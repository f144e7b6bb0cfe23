#pragma once

#include <string>
#include <string_view>

#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// A value that Dialect::read_statement() returned, in a form that is the same for values that are
/// the same to their column's type: numbers by value, JSON by content, all else letter by letter.
std::string canonical_text(std::string_view value, const ColumnType& type);

/// 1.50 and 15e-1 are one number: "15e-1". What is no number comes back as it is.
std::string canonical_number(std::string_view text);

/// Without white space, members by name, numbers as canonical_number(). What is no JSON comes back
/// as it is.
std::string canonical_json(std::string_view text);

}  // namespace penstock::etl::sql
