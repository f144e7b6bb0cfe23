#include "etl/member_reader.h"

#include <limits>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace penstock::etl {

namespace json = boost::json;

namespace {

/// 0 or more.
std::optional<std::uint64_t> whole_number(const json::value& value) {
  if (const auto* number = value.if_uint64()) return *number;
  const auto* number = value.if_int64();
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

}  // namespace

MemberReader::MemberReader(const json::object& object, std::string where,
                           std::vector<std::string>& problems)
    : object_(object), where_(std::move(where)), problems_(problems) {}

const json::value* MemberReader::find(std::string_view name) const {
  const auto* member = object_.if_contains(name);
  return member == nullptr || member->is_null() ? nullptr : member;
}

void MemberReader::expected(std::string_view name, std::string_view what) {
  problems_.push_back(fmt::format("{}'{}' must be {}", where_, name, what));
}

std::string MemberReader::text(std::string_view name) {
  const auto* member = find(name);
  if (member == nullptr) return {};
  if (const auto* text = member->if_string()) return std::string(*text);
  expected(name, "a string");
  return {};
}

bool MemberReader::flag(std::string_view name, bool fallback) {
  const auto* member = find(name);
  if (member == nullptr) return fallback;
  if (const auto* flag = member->if_bool()) return *flag;
  expected(name, "true or false");
  return fallback;
}

std::uint64_t MemberReader::number(std::string_view name) {
  const auto* member = find(name);
  if (member == nullptr) return 0;
  if (const auto number = whole_number(*member)) return *number;
  expected(name, "a whole number, 0 or more");
  return 0;
}

std::optional<std::uint32_t> MemberReader::seconds(std::string_view name) {
  const auto* member = find(name);
  if (member == nullptr) return std::nullopt;
  const auto number = whole_number(*member);
  if (number && *number > 0 && *number <= std::numeric_limits<std::int32_t>::max()) {
    return static_cast<std::uint32_t>(*number);
  }
  expected(name, "a number of seconds, 1 or more");
  return std::nullopt;
}

std::vector<std::string> MemberReader::texts(std::string_view name) {
  std::vector<std::string> texts;
  const auto* member = find(name);
  if (member == nullptr) return texts;
  const auto* array = member->if_array();
  if (array == nullptr) {
    expected(name, "a list of strings");
    return texts;
  }
  for (const auto& element : *array) {
    if (const auto* text = element.if_string()) {
      texts.emplace_back(*text);
    } else {
      expected(name, "a list of strings");
    }
  }
  return texts;
}

std::vector<const json::object*> MemberReader::objects(std::string_view name) {
  std::vector<const json::object*> objects;
  const auto* member = find(name);
  if (member == nullptr) return objects;
  const auto* array = member->if_array();
  if (array == nullptr) {
    expected(name, "a list of objects");
    return objects;
  }
  for (const auto& element : *array) {
    if (const auto* object = element.if_object()) {
      objects.push_back(object);
    } else {
      expected(name, "a list of objects");
    }
  }
  return objects;
}

Error problems_error(std::string_view what, const std::vector<std::string>& problems) {
  return invalid_argument(fmt::format("{} is not valid: {}", what, fmt::join(problems, "; ")));
}

}  // namespace penstock::etl
