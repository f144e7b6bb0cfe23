#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace penstock::etl::sql {

/// One `Key=Value` of a connection string.
struct ConnectionWord {
  std::string key;    ///< Lower case, without blanks and underscores: "userid" of "User Id".
  std::string value;  ///< Without its quotes. May be a secret.
};

/// Takes apart `Host=db;Port=5432;Password="a;b"`, the form of .NET providers: parts end at ';',
/// a value may stand in single or double quotes, where a doubled quote means one.
/// Errors: kInvalidArgument. The message names parts by their number, never by their text: what
/// looks like a key may be the rest of a password that should have been quoted.
Result<std::vector<ConnectionWord>> parse_connection_text(std::string_view text);

/// The same in the form of ODBC: a value may stand in braces, where a doubled '}' means one, and
/// quotes are letters like others.
Result<std::vector<ConnectionWord>> parse_odbc_text(std::string_view text);

/// What is wrong with the value of a word, if anything.
using WordProblem = std::optional<std::string_view>;

/// Reads a number of seconds; 0 leaves `seconds` as it is.
WordProblem read_seconds(std::string_view value, std::uint32_t& seconds);
WordProblem read_seconds(std::string_view value, std::optional<std::uint32_t>& seconds);

/// Reads the value of `Integrated Security`: true, yes and SSPI, or false and no.
WordProblem read_integrated_security(std::string_view value, bool& wanted);

/// `value` in lower case, without blanks, '-' and '_': "VerifyFull" and "verify-full" are one word.
std::string folded_word(std::string_view value);

/// "<keyword 3 of the connection string> <problem>", for callers that refuse a word.
Error word_error(std::size_t index, std::string_view problem);

/// "***" in place of every secret that occurs in `text`.
std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace penstock::etl::sql
