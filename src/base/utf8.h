#pragma once

#include <string>
#include <string_view>

namespace penstock {

/// Whether `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);

/// `text` with U+FFFD in place of each byte that is no part of well-formed UTF-8.
std::string as_utf8(std::string_view text);

}  // namespace penstock
