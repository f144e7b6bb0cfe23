#include "etl/sql/driver/odbc_text.h"

#include <algorithm>
#include <array>

namespace penstock::etl::sql {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kPairsBegin = 0x10000;
constexpr char32_t kPointsEnd = 0x110000;
constexpr char32_t kHighBegin = 0xD800;
constexpr char32_t kLowBegin = 0xDC00;
constexpr char32_t kLowEnd = 0xE000;

/// Takes the next code point off `text`, which must not be empty.
char32_t take_utf8(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < more) return kReplacement;
  char32_t point = lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return kReplacement;
    point = (point << 6) | (next & 0x3FU);
  }
  constexpr std::array<char32_t, 3> kLeast{0x80, 0x800, kPairsBegin};
  const bool is_half = point >= kHighBegin && point < kLowEnd;
  if (point < kLeast[more - 1] || point >= kPointsEnd || is_half) return kReplacement;
  text.remove_prefix(more);
  return point;
}

char32_t take_utf16(std::u16string_view& text) {
  const char32_t unit = text.front();
  text.remove_prefix(1);
  if (unit < kHighBegin || unit >= kLowEnd) return unit;
  const char32_t low = text.empty() ? 0 : text.front();
  if (unit >= kLowBegin || low < kLowBegin || low >= kLowEnd) return kReplacement;
  text.remove_prefix(1);
  return kPairsBegin + ((unit - kHighBegin) << 10) + (low - kLowBegin);
}

void append_utf8(std::string& out, char32_t point) {
  const auto tail = [point](int shift) {
    return static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
  };
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out += {static_cast<char>(0xC0U | (point >> 6)), tail(0)};
  } else if (point < kPairsBegin) {
    out += {static_cast<char>(0xE0U | (point >> 12)), tail(6), tail(0)};
  } else {
    out += {static_cast<char>(0xF0U | (point >> 18)), tail(12), tail(6), tail(0)};
  }
}

}  // namespace

std::size_t write_utf16(std::string_view text, char16_t* out) {
  const auto* const begin = out;
  while (!text.empty()) {
    const auto point = take_utf8(text);
    if (point < kPairsBegin) {
      *out++ = static_cast<char16_t>(point);
      continue;
    }
    *out++ = static_cast<char16_t>(kHighBegin + ((point - kPairsBegin) >> 10));
    *out++ = static_cast<char16_t>(kLowBegin + ((point - kPairsBegin) & 0x3FFU));
  }
  return static_cast<std::size_t>(out - begin);
}

std::u16string to_utf16(std::string_view text) {
  std::u16string result(text.size(), u'\0');
  result.resize(write_utf16(text, result.data()));
  return result;
}

std::string to_utf8(std::u16string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) append_utf8(result, take_utf16(text));
  return result;
}

}  // namespace penstock::etl::sql
