#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace penstock::etl::sql {

// ODBC takes texts as UTF-16: the only form that no driver reads by the locale of the process.

/// `text` must be UTF-8; what is not becomes U+FFFD.
std::u16string to_utf16(std::string_view text);

/// Writes `text` to `out`, which has room for text.size() units, and returns how many it took.
std::size_t write_utf16(std::string_view text, char16_t* out);

/// Halves of pairs that stand alone become U+FFFD.
std::string to_utf8(std::u16string_view text);

}  // namespace penstock::etl::sql
