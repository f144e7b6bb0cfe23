#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"

// Members of the configurations that clients send. Null is the same as missing. Errors of all:
// kInvalidArgument naming the member.
namespace penstock::documents {

/// Null if there is none.
const boost::json::value* find_given(const boost::json::object& object, std::string_view name);

/// False if there is none.
Result<bool> read_flag(const boost::json::object& object, std::string_view name);

/// A whole number from `min` on.
Result<std::optional<std::uint64_t>> read_count(const boost::json::object& object,
                                                std::string_view name, std::uint64_t min);

/// The number, or null.
boost::json::value count_or_null(const std::optional<std::uint64_t>& count);

}  // namespace penstock::documents
