#include "base/utf8.h"

#include <simdjson.h>
#include <utf8proc.h>

namespace penstock {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

std::string as_utf8(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  if (is_utf8(text)) return std::string(text);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  std::string repaired;
  std::size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t code_point = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    const auto taken = length > 0 ? static_cast<std::size_t>(length) : 1;
    repaired += length > 0 ? text.substr(at, taken) : kReplacement;
    at += taken;
  }
  return repaired;
}

}  // namespace penstock
