#pragma once

#include <span>
#include <string>
#include <string_view>

namespace penstock::etl::sql {

/// Appends `text` between quotes, as a session reads it that has been told how: utf8mb4, and
/// backslashes that escape.
void append_mariadb_literal(std::string& out, std::string_view text);

/// `text` between quotes, as the same sessions read it.
std::string mariadb_literal(std::string_view text);

/// `statement` with `literals[0]` in place of every ?1, and so on; a question mark between quotes
/// is left alone.
std::string with_literals(std::string_view statement, std::span<const std::string> literals);

/// "2020-01-02T01:04:05.123456" of "2020-01-02T03:04:05.1234567+02:00"; whatever is no moment in
/// ISO 8601 comes back as it was.
std::string mariadb_moment(std::string_view text);

}  // namespace penstock::etl::sql
