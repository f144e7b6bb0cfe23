#include "api/included_ids.h"

#include <algorithm>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/json_object_text.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// Where references are, and what they lack there to be ids.
struct IncludePath {
  std::string_view path;
  std::string_view prefix = {};
  std::string_view suffix = {};
};

Result<IncludePath> parse_path(std::string_view text) {
  IncludePath include{.path = text};
  if (const auto at = text.find('('); at != std::string_view::npos && text.ends_with(')')) {
    include.prefix = text.substr(at + 1, text.size() - at - 2);
    include.path = text.substr(0, at);
  } else if (const auto place = text.find("[{0}");
             place != std::string_view::npos && text.ends_with(']')) {
    include.suffix = text.substr(place + 4, text.size() - place - 5);
    include.path = text.substr(0, place);
  }
  if (include.path.find_first_of("({$") == std::string_view::npos) return include;
  return invalid_argument(
      fmt::format("An include of this form is not supported: '{}'", excerpt(text, 100)));
}

/// A number is a reference only where it is completed.
std::optional<std::string> reference_of(const json::value& value, const IncludePath& include) {
  std::string text;
  if (const auto* id = value.if_string()) {
    text = *id;
  } else if ((value.is_int64() || value.is_uint64()) &&
             !(include.prefix.empty() && include.suffix.empty())) {
    text = json::serialize(value);
  }
  if (text.empty()) return std::nullopt;
  return fmt::format("{}{}{}", include.prefix, text, include.suffix);
}

void collect(const json::value& value, std::string_view path, const IncludePath& include,
             std::set<std::string>& ids) {
  if (const auto* elements = value.if_array()) {
    for (const auto& element : *elements) collect(element, path, include, ids);
    return;
  }
  if (path.empty()) {
    if (auto id = reference_of(value, include)) ids.insert(*std::move(id));
    return;
  }
  const auto dot = std::min(path.find('.'), path.size());
  auto name = path.substr(0, dot);
  if (name.ends_with("[]")) name.remove_suffix(2);
  const auto* object = value.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  if (member == nullptr) return;
  collect(*member, path.substr(std::min(dot + 1, path.size())), include, ids);
}

}  // namespace

Result<void> add_included_ids(std::string_view body, const std::vector<std::string_view>& paths,
                              std::set<std::string>& ids) {
  std::vector<IncludePath> includes;
  includes.reserve(paths.size());
  for (const auto path : paths) includes.push_back(TRY(parse_path(path)));
  const auto document = TRY(parse_json(body));
  for (const auto& include : includes) collect(document, include.path, include, ids);
  return {};
}

Result<std::string> included_documents(const documents::DatabaseSnapshot& snapshot,
                                       const std::set<std::string>& ids, std::size_t bytes_max) {
  std::string json;
  JsonObjectText includes(json);
  for (const auto& id : ids) {
    const auto document = TRY(snapshot.get(id));
    includes.json(id, document ? document->to_json() : "null");
    if (json.size() > bytes_max) return too_many_documents();
  }
  includes.end();
  return json;
}

}  // namespace penstock::api
