#include "etl/loops.h"

#include <algorithm>

#include "base/text.h"
#include "script/discovery.h"

namespace penstock::etl {

bool is_same_address(std::string_view left, std::string_view right) {
  const auto trimmed = [](std::string_view url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  };
  return equal_ignoring_case(trimmed(left), trimmed(right));
}

bool feeds_itself(const Transformation& transformation) {
  if (transformation.has_empty_script()) return true;
  const auto targets = script::discover_targets(transformation.script);
  if (transformation.all_documents) return !targets.empty();
  return std::ranges::any_of(targets, [&](const auto& target) {
    return std::ranges::any_of(transformation.collections, [&](const auto& collection) {
      return equal_ignoring_case(collection, target);
    });
  });
}

bool is_visible_loop(const TaskDefinition& task, const ConnectionString& connection,
                     std::string_view source, std::string_view own_url) {
  if (task.kind != DestinationKind::kRaven || !equal_ignoring_case(connection.database, source)) {
    return false;
  }
  const bool same_server =
      std::ranges::any_of(connection.topology_discovery_urls,
                          [&](const auto& url) { return is_same_address(url, own_url); });
  return same_server && std::ranges::any_of(task.transformations, feeds_itself);
}

}  // namespace penstock::etl
