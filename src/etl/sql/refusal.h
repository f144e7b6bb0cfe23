#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "etl/destination.h"
#include "etl/sql/loaded_object.h"
#include "etl/sql/table.h"

// What a person reads of a document that does not go into its tables: which table, which column,
// and what the value is like.
namespace penstock::etl::sql {

/// Bytes of a value that an error shows.
inline constexpr std::size_t kValueExcerptBytesMax = 40;

/// The beginning of a value, on one line: control characters are escaped. Quoted, as
/// `error_causes.h` takes such texts for values.
std::string value_excerpt(std::string_view text);
std::string value_excerpt(const Member& member);

/// "column City of table Orders: there is no such column".
Error column_error(const Table& table, std::string_view column, std::string_view problem);
/// "column City of table Orders does not take 'abc': it is too long".
Error value_error(const Table& table, std::string_view column, std::string_view excerpt,
                  std::string_view problem);

/// Why a destination refused the rows of `document` in `table`: its own words, and, where they name
/// one column of the table, what the document has for it.
std::string explain_refusal(const Table& table, const LoadDocument& document,
                            std::string_view words);

}  // namespace penstock::etl::sql
