#pragma once

#include <string>
#include <string_view>

namespace penstock {

/// Lower-cases by Unicode's simple mapping; bytes that are not UTF-8 stay as they are. This is
/// how ids and names are made comparable: two that fold alike are the same.
std::string fold_case(std::string_view text);

bool equal_ignoring_case(std::string_view left, std::string_view right);

/// About `bytes_max` bytes of `text` as UTF-8, whatever it is, with "…" where something was cut.
std::string excerpt(std::string_view text, std::size_t bytes_max);

}  // namespace penstock
