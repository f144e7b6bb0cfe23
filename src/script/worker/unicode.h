#pragma once

#include <span>
#include <string>
#include <string_view>

namespace penstock::script {

/// The engine's own conversions go character by character, at half the cost of running a script;
/// these go through ASCII in blocks. What is malformed becomes U+FFFD. Pure functions.

void append_utf16(std::u16string& out, std::string_view utf8);
void append_utf8(std::string& out, std::span<const char16_t> utf16);

}  // namespace penstock::script
