#include "app/terminal/format.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace penstock::app {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

/// The first `characters` characters of UTF-8 text.
std::string_view leading(std::string_view text, std::size_t characters) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_character(text[i]) && seen++ == characters) return text.substr(0, i);
  }
  return text;
}

std::string grouped(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace

std::string format_count(std::uint64_t count) { return grouped(std::to_string(count)); }

std::string format_amount(double amount) {
  std::string text = fmt::format("{:.2f}", std::abs(amount));
  const std::size_t point = text.size() - 3;
  return (amount < 0 ? "-" : "") + grouped(text.substr(0, point)) + text.substr(point);
}

std::string format_count_of(std::uint64_t count, std::string_view singular) {
  return fmt::format("{} {}{}", format_count(count), singular, count == 1 ? "" : "s");
}

std::string format_lines(std::uint64_t first, std::uint64_t last) {
  return first == last ? fmt::format("line {}", first) : fmt::format("lines {} to {}", first, last);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const auto milliseconds = std::max<std::int64_t>(duration.count(), 0);
  const auto seconds = milliseconds / 1000;
  if (seconds < 1) return fmt::format("{} ms", milliseconds);
  if (seconds < 10) return fmt::format("{}.{} s", seconds, milliseconds % 1000 / 100);
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string fit_left(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  if (taken <= width) return std::string(text) + std::string(width - taken, ' ');
  if (width == 0) return {};
  return std::string(leading(text, width - 1)) + "…";
}

}  // namespace penstock::app
