#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace penstock::http {

/// A part of a body: `size` bytes from `offset` on.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// What of a body of `size` bytes a Range header asks for (RFC 9110, 14.1.2). Nothing means all of
/// it: another unit than bytes, or several ranges. Errors: kInvalidArgument if the header is
/// malformed or its range ends before it begins; kTooLarge if the body has no byte of the range.
Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size);

}  // namespace penstock::http
