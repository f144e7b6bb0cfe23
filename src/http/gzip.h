#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/body_stream.h"

namespace penstock::http {

/// By its first two bytes (RFC 1952).
inline bool begins_as_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

/// Decompresses a gzip stream (RFC 1952). Errors: kInvalidArgument if it is damaged, cut off or
/// followed by something else; kTooLarge if it holds more than `bytes_max`.
Result<std::string> gunzip(std::string_view compressed, std::size_t bytes_max);

/// Decompresses a gzip stream while it arrives: what the sender has flushed can be read at once.
std::unique_ptr<BodyReader> gunzip_reader(std::shared_ptr<BodyReader> compressed);

}  // namespace penstock::http
