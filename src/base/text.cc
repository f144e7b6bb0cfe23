#include "base/text.h"

#include <algorithm>
#include <array>

#include <utf8proc.h>

#include "base/ascii.h"
#include "base/utf8.h"

namespace penstock {
namespace {

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string fold_case(std::string_view text) {
  std::string folded(text);
  if (is_ascii(text)) {
    std::transform(folded.begin(), folded.end(), folded.begin(), ascii_lower);
    return folded;
  }
  folded.clear();
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t code_point = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    if (length <= 0) {
      folded.push_back(text[at++]);
      continue;
    }
    std::array<utf8proc_uint8_t, 4> encoded{};
    const auto written = utf8proc_encode_char(utf8proc_tolower(code_point), encoded.data());
    folded.append(reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(written));
    at += static_cast<std::size_t>(length);
  }
  return folded;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return fold_case(left) == fold_case(right);
}

std::string excerpt(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return as_utf8(text);
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return as_utf8(text.substr(0, end)) + "…";
}

}  // namespace penstock
