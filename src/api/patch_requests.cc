#include "api/patch_requests.h"

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "documents/json_members.h"

namespace penstock::api {
namespace {

using patch::PatchRequest;
using patch::PatchScript;

Result<std::string> minified_object(std::string_view json, std::string_view what) {
  auto minified = minify_json(json);
  if (minified && !minified->starts_with('{')) {
    return invalid_argument(fmt::format("{} is not a JSON object.", what));
  }
  return minified;
}

Result<std::string> text_of(const documents::JsonMember& member) {
  if (!member.value.starts_with('"')) {
    return invalid_argument(fmt::format("'{}' is not a string.", member.name));
  }
  return std::string(TRY(parse_json(member.value)).get_string());
}

void append_item(std::string& json, std::string_view text) {
  if (!json.empty()) json += ',';
  append_json_string(json, text);
}

}  // namespace

Result<std::optional<PatchScript>> parse_patch_script(std::string_view json) {
  if (json == "null") return std::nullopt;
  const auto object = TRY(minified_object(json, "A patch"));
  PatchScript script;
  documents::JsonMembers members(object);
  while (const auto member = members.next()) {
    if (member->name == "Script") {
      script.text = TRY(text_of(*member));
    } else if (member->name == "Values" && member->value != "null") {
      if (!member->value.starts_with('{')) return invalid_argument("'Values' is not an object.");
      script.arguments = std::string(member->value);
    }
  }
  if (script.text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return invalid_argument("'Script' is missing or empty.");
  }
  return std::optional(std::move(script));
}

Result<PatchRequest> parse_patch(std::string_view json) {
  const auto object = TRY(minified_object(json, "The body"));
  PatchRequest request;
  documents::JsonMembers members(object);
  bool has_patch = false;
  while (const auto member = members.next()) {
    if (member->name == "Patch") {
      auto script = TRY(parse_patch_script(member->value));
      if (!script) continue;
      has_patch = true;
      request.script = *std::move(script);
    } else if (member->name == "PatchIfMissing") {
      request.if_missing = TRY(parse_patch_script(member->value));
    }
  }
  if (!has_patch) return invalid_argument("'Patch' is missing.");
  return request;
}

std::string patch_debug_to_json(const patch::PreparedPatch& patch) {
  std::string info;
  std::string put;
  std::string removed;
  for (const auto& line : patch.output) append_item(info, line);
  for (const auto& other : patch.others) {
    if (const auto* one = std::get_if<patch::PreparedPatch::Put>(&other)) append_item(put, one->id);
    if (const auto* one = std::get_if<patch::PreparedPatch::Delete>(&other)) {
      append_item(removed, one->id);
    }
  }
  return fmt::format(R"({{"Info":[{}],"Actions":{{"PutDocument":[{}],"DeleteDocument":[{}]}}}})",
                     info, put, removed);
}

}  // namespace penstock::api
