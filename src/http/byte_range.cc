#include "http/byte_range.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::http {
namespace {

constexpr std::string_view kUnit = "bytes=";
constexpr std::size_t kQuotedBytes = 64;

Error malformed(std::string_view header) {
  return invalid_argument(
      fmt::format("The Range '{}' is not a range of bytes.", excerpt(header, kQuotedBytes)));
}

/// Nothing if `text` is not a number.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size) {
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) {
    return std::nullopt;
  }
  const auto range = header.substr(kUnit.size());
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return malformed(header);
  const auto begin = parse_number(range.substr(0, dash));
  const auto last = parse_number(range.substr(dash + 1));
  const bool begin_is_missing = dash == 0;
  const bool last_is_missing = dash + 1 == range.size();
  if ((!begin && !begin_is_missing) || (!last && !last_is_missing) || (!begin && !last)) {
    return malformed(header);
  }
  if (begin && last && *last < *begin) {
    return invalid_argument(
        fmt::format("The Range '{}' ends before it begins.", excerpt(header, kQuotedBytes)));
  }
  const auto offset = begin ? *begin : size - std::min(size, *last);  // "-5": the last five.
  if (offset >= size) {
    return Error{ErrorCode::kTooLarge,
                 fmt::format("The Range '{}' lies beyond the {} bytes that there are.",
                             excerpt(header, kQuotedBytes), size)};
  }
  const auto end = begin && last ? std::min(*last, size - 1) + 1 : size;
  return std::optional(ByteRange{.offset = offset, .size = end - offset});
}

}  // namespace penstock::http
