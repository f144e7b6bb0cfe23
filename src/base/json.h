#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

// Small documents of our own (requests, configurations) are boost::json values. The documents
// that people store stay text, so that their numbers stay exact.
namespace penstock {

/// Nesting that is accepted anywhere; deeper text is refused.
inline constexpr std::size_t kJsonDepthMax = 256;

/// Errors: kInvalidArgument saying what is wrong and at which byte.
Result<boost::json::value> parse_json(std::string_view text);

/// The same JSON without white space. Numbers keep their digits, members their order.
/// Errors: as parse_json().
Result<std::string> minify_json(std::string_view text);

/// Appends `text` as a JSON string, quotes included; what of it is no UTF-8 as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace penstock
