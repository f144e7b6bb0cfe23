#include "documents/configuration_members.h"

#include <fmt/format.h>

namespace penstock::documents {

namespace json = boost::json;

const json::value* find_given(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Result<bool> read_flag(const json::object& object, std::string_view name) {
  const auto* value = find_given(object, name);
  if (value == nullptr) return false;
  if (!value->is_bool()) return invalid_argument(fmt::format("'{}' is not true or false", name));
  return value->get_bool();
}

Result<std::optional<std::uint64_t>> read_count(const json::object& object, std::string_view name,
                                                std::uint64_t min) {
  const auto* value = find_given(object, name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code failed;
  const auto count = value->to_number<std::uint64_t>(failed);
  if (failed || count < min) {
    return invalid_argument(fmt::format("'{}' is not a whole number from {} on", name, min));
  }
  return std::optional(count);
}

json::value count_or_null(const std::optional<std::uint64_t>& count) {
  return count ? json::value(*count) : json::value(nullptr);
}

}  // namespace penstock::documents
