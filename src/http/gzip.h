#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::http {

/// Decompresses a gzip stream (RFC 1952). Errors: kInvalidArgument if it is damaged, cut off or
/// followed by something else; kTooLarge if it holds more than `bytes_max`.
Result<std::string> gunzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace penstock::http
