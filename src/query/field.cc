#include "query/field.h"

#include <span>

#include "base/json.h"
#include "documents/json_members.h"

namespace penstock::query {
namespace {

using Visitor = std::function<bool(std::string_view)>;

/// Of members with the same name the last counts.
std::optional<std::string_view> member_of(std::string_view object, std::string_view name) {
  std::optional<std::string_view> found;
  documents::JsonMembers members(object);
  while (const auto member = members.next()) {
    if (member->name == name) found = member->value;
  }
  return found;
}

bool visit_each(std::string_view list, const Visitor& visit) {
  documents::JsonElements elements(list);
  while (const auto element = elements.next()) {
    if (!visit(*element)) return false;
  }
  return true;
}

bool visit_path(std::string_view json, std::span<const std::string> names, const Visitor& visit) {
  if (names.empty()) return visit(json);
  if (json.front() == '[') {
    return visit_each(json, [&](auto element) { return visit_path(element, names, visit); });
  }
  if (json.front() != '{') return true;
  const auto member = member_of(json, names.front());
  return !member || visit_path(*member, names.subspan(1), visit);
}

bool visit_leaves(std::string_view json, const Visitor& visit) {
  if (json.front() != '[') return visit(json);
  return visit_each(json, [&](auto element) { return visit_leaves(element, visit); });
}

std::optional<std::string> value_at(std::string_view json, std::span<const std::string> names) {
  if (names.empty()) return std::string(json);
  if (json.front() == '[') {
    std::string list = "[";
    visit_each(json, [&](auto element) {
      const auto value = value_at(element, names);
      if (!value) return true;
      if (list.size() > 1) list += ',';
      list += *value;
      return true;
    });
    return list + ']';
  }
  if (json.front() != '{') return std::nullopt;
  const auto member = member_of(json, names.front());
  if (!member) return std::nullopt;
  return value_at(*member, names.subspan(1));
}

}  // namespace

Field Field::id() {
  Field field;
  field.written_ = "id()";
  return field;
}

Field Field::path(const std::vector<std::string>& names, std::string written) {
  Field field;
  field.written_ = std::move(written);
  field.is_metadata_ = names.front() == "@metadata";
  for (const auto& name : names) {
    std::string quoted;
    append_json_string(quoted, name);
    field.names_.push_back(quoted.substr(1, quoted.size() - 2));
  }
  return field;
}

void Field::visit(const documents::Document& document, const Visitor& visit) const {
  if (is_id()) {
    std::string json;
    append_json_string(json, document.id);
    visit(json);
  } else if (is_metadata_) {
    visit_path(document.metadata_to_json(), names_, visit);
  } else {
    visit_path(document.body, names_, visit);
  }
}

void Field::visit_elements(const documents::Document& document, const Visitor& visit) const {
  this->visit(document, [&](std::string_view json) { return visit_leaves(json, visit); });
}

std::optional<std::string> Field::value(const documents::Document& document) const {
  if (!is_id()) {
    return is_metadata_ ? value_at(document.metadata_to_json(), names_)
                        : value_at(document.body, names_);
  }
  std::string json;
  append_json_string(json, document.id);
  return json;
}

}  // namespace penstock::query
