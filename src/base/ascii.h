#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace penstock {

/// Whether no byte of `text` has its highest bit set. Looks at eight of them at a time, since texts
/// of whole documents come here.
inline bool is_ascii(std::string_view text) {
  std::uint64_t seen = 0;
  for (std::uint64_t word = 0; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    seen |= word;
  }
  for (const char c : text) seen |= static_cast<unsigned char>(c);
  return (seen & 0x8080808080808080) == 0;
}

}  // namespace penstock
