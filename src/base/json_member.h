#pragma once

#include <string_view>

#include <boost/json/object.hpp>

namespace penstock {

/// A member that is a string, as long as `object` lives; "" if it is missing or something else.
inline std::string_view string_member(const boost::json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return {};
  return member->get_string();
}

}  // namespace penstock
