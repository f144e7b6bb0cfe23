#include "api/request_reading.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace penstock::api {

Result<std::string> required_parameter(const http::Request& request, std::string_view name) {
  const auto value = request.parameter(name);
  if (!value || value->empty()) {
    return invalid_argument(fmt::format("The query parameter '{}' is missing.", name));
  }
  return std::string(*value);
}

Result<std::int64_t> number_parameter(const http::Request& request, std::string_view name,
                                      std::int64_t otherwise) {
  const auto text = request.parameter(name);
  if (!text || text->empty()) return otherwise;
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || stopped != end || value < 0) {
    return invalid_argument(
        fmt::format("The query parameter '{}' is not a number: '{}'", name, excerpt(*text, 100)));
  }
  return value;
}

Result<std::int64_t> required_number(const http::Request& request, std::string_view name) {
  TRY(required_parameter(request, name));
  return number_parameter(request, name, 0);
}

Result<bool> flag_parameter(const http::Request& request, std::string_view name) {
  const auto text = request.parameter(name).value_or("");
  if (equal_ignoring_case(text, "true")) return true;
  if (text.empty() || equal_ignoring_case(text, "false")) return false;
  return invalid_argument(fmt::format("The query parameter '{}' is neither true nor false: '{}'",
                                      name, excerpt(text, 100)));
}

std::optional<std::string> etag_header(const http::Request& request, std::string_view name) {
  const auto header = request.header(name);
  if (!header) return std::nullopt;
  auto value = *header;
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  if (value == "undefined" || value == "null") return std::nullopt;
  return std::string(value);
}

Result<boost::json::object> object_body(const http::Request& request) {
  auto body = TRY(parse_json(request.body));
  if (!body.is_object()) return invalid_argument("The body is not a JSON object.");
  return std::move(body.as_object());
}

Result<std::string> string_member(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return invalid_argument(fmt::format("'{}' is not a string.", name));
  return std::string(value->as_string());
}

Result<std::uint64_t> whole_number_member(const boost::json::object& object,
                                          std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::uint64_t{0};
  boost::system::error_code failed;
  const auto number = value->to_number<std::uint64_t>(failed);
  if (failed) return invalid_argument(fmt::format("'{}' is not a whole number.", name));
  return number;
}

Result<bool> flag_member(const boost::json::object& object, std::string_view name, bool otherwise) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return otherwise;
  if (!value->is_bool()) return invalid_argument(fmt::format("'{}' is not true or false.", name));
  return value->get_bool();
}

Result<std::vector<std::string>> strings_member(const boost::json::object& object,
                                                std::string_view name) {
  std::vector<std::string> strings;
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return strings;
  const auto wrong = invalid_argument(fmt::format("'{}' is not an array of strings.", name));
  if (!value->is_array()) return wrong;
  for (const auto& element : value->as_array()) {
    if (!element.is_string()) return wrong;
    strings.emplace_back(element.as_string());
  }
  return strings;
}

}  // namespace penstock::api
