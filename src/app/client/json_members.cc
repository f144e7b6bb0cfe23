#include "app/client/json_members.h"

#include <boost/json/array.hpp>

#include "base/json_member.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

template <typename Number>
Number number_member(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  boost::system::error_code code;
  const auto value = member != nullptr ? member->to_number<Number>(code) : Number{};
  return code ? Number{} : value;
}

}  // namespace

std::string text_member(const json::object& object, std::string_view name) {
  return std::string(string_member(object, name));
}

bool flag_member(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member != nullptr && member->is_bool() && member->get_bool();
}

double real_member(const json::object& object, std::string_view name) {
  return number_member<double>(object, name);
}

std::uint64_t count_member(const json::object& object, std::string_view name) {
  return number_member<std::uint64_t>(object, name);
}

boost::json::object object_member(const boost::json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member != nullptr && member->is_object() ? member->get_object() : boost::json::object();
}

std::vector<std::string> text_members(const json::object& object, std::string_view name) {
  std::vector<std::string> found;
  const auto* member = object.if_contains(name);
  const auto* array = member != nullptr ? member->if_array() : nullptr;
  if (array == nullptr) return found;
  for (const auto& element : *array) {
    if (const auto* text = element.if_string()) found.emplace_back(*text);
  }
  return found;
}

std::vector<const json::object*> object_members(const json::object& object, std::string_view name) {
  std::vector<const json::object*> found;
  const auto* member = object.if_contains(name);
  const auto* array = member != nullptr ? member->if_array() : nullptr;
  if (array == nullptr) return found;
  for (const auto& element : *array) {
    if (const auto* each = element.if_object()) found.push_back(each);
  }
  return found;
}

}  // namespace penstock::app
