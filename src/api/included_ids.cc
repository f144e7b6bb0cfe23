#include "api/included_ids.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/json_object_text.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

void collect(const json::value& value, std::string_view path, std::set<std::string>& ids) {
  if (const auto* elements = value.if_array()) {
    for (const auto& element : *elements) collect(element, path, ids);
    return;
  }
  if (path.empty()) {
    if (const auto* id = value.if_string(); id != nullptr && !id->empty()) ids.emplace(*id);
    return;
  }
  const auto dot = std::min(path.find('.'), path.size());
  auto name = path.substr(0, dot);
  if (name.ends_with("[]")) name.remove_suffix(2);
  const auto* object = value.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  if (member != nullptr) collect(*member, path.substr(std::min(dot + 1, path.size())), ids);
}

}  // namespace

Result<void> add_included_ids(std::string_view body, const std::vector<std::string_view>& paths,
                              std::set<std::string>& ids) {
  for (const auto path : paths) {
    if (path.find_first_of("({$") != std::string_view::npos) {
      return invalid_argument(fmt::format(
          "An include with a prefix or suffix is not supported: '{}'", excerpt(path, 100)));
    }
  }
  const auto document = TRY(parse_json(body));
  for (const auto path : paths) collect(document, path, ids);
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
