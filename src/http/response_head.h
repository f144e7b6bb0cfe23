#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.h"

namespace penstock::http {

/// How a client knows where the body of an answer ends.
struct Framing {
  std::optional<std::uint64_t> length = {};  ///< Content-Length.
  bool is_chunked = false;
  bool keep_alive = true;  ///< Else the connection ends after the answer.
};

/// The bytes of an answer up to its body: the status, the fields in `common` and those of
/// `response`, and what `framing` says.
std::string response_head(const Response& response, const Fields& common, const Framing& framing);

}  // namespace penstock::http
