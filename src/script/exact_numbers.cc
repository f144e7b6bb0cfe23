#include "script/exact_numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

namespace penstock::script {
namespace {

// Up to 15 significant digits survive the way into a double and back.
constexpr std::size_t kSafeDigits = 15;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number_character(char c) {
  return is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
}

/// Whether some 16 characters in a row might belong to a number: such a run covers a position
/// that is a multiple of 16.
bool may_hold_long_number(std::string_view text) {
  constexpr std::size_t kRun = kSafeDigits + 1;
  for (std::size_t probe = kRun - 1; probe < text.size(); probe += kRun) {
    if (!is_number_character(text[probe])) continue;
    std::size_t begin = probe;
    while (begin > 0 && is_number_character(text[begin - 1])) --begin;
    std::size_t end = probe;
    while (end < text.size() && is_number_character(text[end])) ++end;
    if (end - begin >= kRun) return true;
  }
  return false;
}

/// Whether a digit is followed by an `e`. Written so that compilers make vector code of it.
bool may_hold_exponent(std::string_view text) {
  unsigned found = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const auto before = static_cast<std::uint8_t>(static_cast<std::uint8_t>(text[i - 1]) - '0');
    const auto letter = static_cast<std::uint8_t>(static_cast<std::uint8_t>(text[i]) | 0x20);
    found |= static_cast<unsigned>(before < 10) & static_cast<unsigned>(letter == 'e');
  }
  return found != 0;
}

/// Sign, significant digits and exponent, so that "-120.5" and "-1.205e2" are the same.
std::string normalize(std::string_view number) {
  std::string digits;
  std::int64_t power = 0;
  bool in_fraction = false;
  std::size_t at = number.starts_with('-') ? 1 : 0;
  for (; at < number.size() && (is_digit(number[at]) || number[at] == '.'); ++at) {
    if (number[at] == '.') {
      in_fraction = true;
    } else {
      digits.push_back(number[at]);
      power -= in_fraction ? 1 : 0;
    }
  }
  if (at < number.size()) {
    const auto exponent = number.substr(at + (number.substr(at + 1).starts_with('+') ? 2 : 1));
    std::int64_t value = 0;
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
    power += value;
  }
  const auto last = digits.find_last_not_of('0');
  if (last == std::string::npos) return "0";
  power += static_cast<std::int64_t>(digits.size() - last - 1);
  digits.resize(last + 1);
  digits.erase(0, digits.find_first_not_of('0'));
  return (number.starts_with('-') ? "-" : "") + digits + "e" + std::to_string(power);
}

bool fits_double(std::string_view number) {
  const bool has_exponent = number.find_first_of("eE") != std::string_view::npos;
  if (!has_exponent && number.size() <= kSafeDigits) return true;
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec != std::errc{} || !std::isfinite(value)) return false;
  std::array<char, 64> shortest{};
  const auto written = std::to_chars(shortest.data(), shortest.data() + shortest.size(), value,
                                     std::chars_format::scientific);
  return normalize(number) ==
         normalize({shortest.data(), static_cast<std::size_t>(written.ptr - shortest.data())});
}

/// The position after the string whose opening quote is at `at`.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at + 1;
}

bool every_number_fits(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '"') {
      at = skip_string(text, at);
    } else if (is_digit(text[at]) || text[at] == '-') {
      const auto begin = at;
      while (at < text.size() && is_number_character(text[at])) ++at;
      if (!fits_double(text.substr(begin, at - begin))) return false;
    } else {
      ++at;
    }
  }
  return true;
}

}  // namespace

bool numbers_fit_doubles(std::string_view text) {
  if (!may_hold_long_number(text) && !may_hold_exponent(text)) return true;
  return every_number_fits(text);
}

}  // namespace penstock::script
