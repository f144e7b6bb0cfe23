#include "script/worker/unicode.h"

#include <algorithm>
#include <cstdint>

namespace penstock::script {
namespace {

constexpr std::size_t kBlock = 32;
constexpr char32_t kReplacement = 0xFFFD;

/// Copies the leading blocks of `in` whose units are all ASCII and returns how many units they
/// are. The inner loops are plain and of fixed length so that compilers make vector code of them.
template <typename Out, typename In>
std::size_t copy_ascii_blocks(Out* to, std::span<const In> in) {
  std::size_t at = 0;
  for (; at + kBlock <= in.size(); at += kBlock) {
    const In* from = in.data() + at;
    In seen = 0;
    for (std::size_t i = 0; i < kBlock; ++i) seen = static_cast<In>(seen | from[i]);
    if (seen >= 0x80) break;
    for (std::size_t i = 0; i < kBlock; ++i) to[at + i] = static_cast<Out>(from[i]);
  }
  return at;
}

struct Decoded {
  char32_t code_point;
  std::size_t units;
};

Decoded decode_utf8(std::span<const unsigned char> in) {
  const std::uint32_t first = in[0];
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || in.size() < length) return {kReplacement, 1};
  char32_t code_point = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((in[i] & 0xC0) != 0x80) return {kReplacement, 1};
    code_point = code_point << 6 | (in[i] & 0x3Fu);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  if (code_point < kSmallest[length] || code_point > 0x10FFFF || surrogate)
    return {kReplacement, 1};
  return {code_point, length};
}

Decoded decode_utf16(std::span<const char16_t> in) {
  const char32_t first = in[0];
  if (first < 0xD800 || first >= 0xE000) return {first, 1};
  const bool paired = first < 0xDC00 && in.size() > 1 && in[1] >= 0xDC00 && in[1] < 0xE000;
  if (!paired) return {kReplacement, 1};
  return {0x10000 + ((first - 0xD800) << 10) + (in[1] - 0xDC00u), 2};
}

std::size_t put(char16_t* to, char32_t code_point) {
  if (code_point < 0x10000) {
    to[0] = static_cast<char16_t>(code_point);
    return 1;
  }
  to[0] = static_cast<char16_t>(0xD800 + ((code_point - 0x10000) >> 10));
  to[1] = static_cast<char16_t>(0xDC00 + ((code_point - 0x10000) & 0x3FF));
  return 2;
}

std::size_t put(char* to, char32_t code_point) {
  constexpr std::uint8_t kFirst[] = {0, 0, 0xC0, 0xE0, 0xF0};
  if (code_point < 0x80) {
    to[0] = static_cast<char>(code_point);
    return 1;
  }
  const std::size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (std::size_t i = length - 1; i > 0; --i) {
    to[i] = static_cast<char>(0x80 | (code_point & 0x3F));
    code_point >>= 6;
  }
  to[0] = static_cast<char>(kFirst[length] | code_point);
  return length;
}

/// ASCII in blocks; around everything else, a block's worth of characters one by one.
template <typename Out, typename In, typename Decode>
void convert(Out& out, std::span<const In> in, Decode decode) {
  constexpr std::size_t kLongest = 4;
  std::size_t end = out.size();
  while (!in.empty()) {
    // Room for the rest, and for a block of the longest characters.
    out.resize(std::max(out.size(), end + in.size() + kBlock * kLongest));
    const auto copied = copy_ascii_blocks(out.data() + end, in);
    in = in.subspan(copied);
    end += copied;
    for (std::size_t i = 0; i < kBlock && !in.empty(); ++i) {
      const auto decoded = decode(in);
      end += put(out.data() + end, decoded.code_point);
      in = in.subspan(decoded.units);
    }
  }
  out.resize(end);
}

}  // namespace

void append_utf16(std::u16string& out, std::string_view utf8) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(utf8.data());
  convert(out, std::span(bytes, utf8.size()), decode_utf8);
}

void append_utf8(std::string& out, std::span<const char16_t> utf16) {
  convert(out, utf16, decode_utf16);
}

}  // namespace penstock::script
