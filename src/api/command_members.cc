#include "api/command_members.h"

#include <charconv>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace penstock::api {
namespace {

Error missing(std::string_view name) {
  return invalid_argument(fmt::format("'{}' is missing.", name));
}

Error wrong(std::string_view name, std::string_view should) {
  return invalid_argument(fmt::format("'{}' is not {}.", name, should));
}

}  // namespace

std::optional<std::string_view> CommandMembers::find(std::string_view name) const {
  for (auto member = members_.rbegin(); member != members_.rend(); ++member) {
    if (member->name != name) continue;
    member->was_read = true;
    if (member->value == "null") break;
    return member->value;
  }
  return std::nullopt;
}

Result<std::optional<std::string>> CommandMembers::optional_text(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (!value->starts_with('"')) return wrong(name, "a string");
  if (!is_utf8(*value)) return wrong(name, "UTF-8");
  // Whole strings of UTF-8: only escapes are left to be undone.
  if (value->find('\\') == std::string_view::npos) {
    return std::optional<std::string>(value->substr(1, value->size() - 2));
  }
  const auto unescaped = TRY(parse_json(*value));
  return std::optional<std::string>(unescaped.as_string());
}

Result<std::string> CommandMembers::required_text(std::string_view name) const {
  auto text = TRY(optional_text(name));
  if (!text || text->empty()) return missing(name);
  return *std::move(text);
}

Result<bool> CommandMembers::flag(std::string_view name) const {
  const auto value = find(name);
  if (value && *value != "true" && *value != "false") return wrong(name, "true or false");
  return value == "true";
}

Result<std::uint64_t> CommandMembers::whole_number(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::uint64_t{0};
  std::uint64_t number = 0;
  const auto* end = value->data() + value->size();
  const auto [stopped, error] = std::from_chars(value->data(), end, number);
  if (error != std::errc{} || stopped != end) return wrong(name, "a whole number of at least 0");
  return number;
}

Result<std::string_view> CommandMembers::object_text(std::string_view name) const {
  const auto value = TRY(optional_object_text(name));
  if (!value) return missing(name);
  return *value;
}

Result<std::optional<std::string_view>> CommandMembers::optional_object_text(
    std::string_view name) const {
  const auto value = find(name);
  if (value && !value->starts_with('{')) return wrong(name, "an object");
  return value;
}

Result<boost::json::array> CommandMembers::array(std::string_view name) const {
  const auto value = find(name);
  if (!value) return missing(name);
  if (!value->starts_with('[')) return wrong(name, "an array");
  auto parsed = TRY(parse_json(*value));
  return std::move(parsed).as_array();
}

Result<boost::json::object> CommandMembers::object(std::string_view name) const {
  auto value = TRY(parse_json(TRY(object_text(name))));
  return std::move(value).as_object();
}

Result<void> CommandMembers::check_others() const {
  for (const auto& member : members_) {
    if (member.was_read) continue;
    const auto parsed = parse_json(member.value);
    if (!parsed) return parsed.error().within(fmt::format("'{}'", excerpt(member.name, 64)));
  }
  return {};
}

Result<documents::ExpectedVersion> CommandMembers::expected_version() const {
  return documents::ExpectedVersion{TRY(optional_text("ChangeVector"))};
}

}  // namespace penstock::api
