#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

// Members of a server's answer, read leniently: what is missing or of another type is as if it were
// empty, false or 0, for a server may be older or newer than this program.
namespace penstock::app {

std::string text_member(const boost::json::object& object, std::string_view name);
bool flag_member(const boost::json::object& object, std::string_view name);
double real_member(const boost::json::object& object, std::string_view name);
std::uint64_t count_member(const boost::json::object& object, std::string_view name);

/// An object inside of it; empty if there is none.
boost::json::object object_member(const boost::json::object& object, std::string_view name);

/// The texts of an array.
std::vector<std::string> text_members(const boost::json::object& object, std::string_view name);

/// The objects of an array, which live as long as `object` does.
std::vector<const boost::json::object*> object_members(const boost::json::object& object,
                                                       std::string_view name);

}  // namespace penstock::app
