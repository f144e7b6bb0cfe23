#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::etl::sql {

/// One statement as ODBC wants it, with '?' for every parameter.
struct OdbcStatement {
  std::string text;
  std::vector<std::size_t> parameters;  ///< Which one each '?' stands for, from 0.
};

/// The statements of `script`, which stand between ';'. Parameters may be written ?1, $1 or just ?,
/// each the next one of its statement. What stands between quotes or in comments is left alone. A
/// block, from BEGIN to the end of the script, is one statement.
std::vector<OdbcStatement> odbc_statements(std::string_view script);

/// One statement, whose parameters are written as there, with these texts in their places.
std::string with_texts(std::string_view statement, const std::vector<std::string>& texts);

/// `statement` with what stands in braces written `count` times, with commas between: "{f(?1)}" is
/// "f(?1), f(?2)" for two. Braces between quotes are left alone.
std::string with_list(std::string_view statement, std::size_t count);

}  // namespace penstock::etl::sql
