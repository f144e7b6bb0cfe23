#include "etl/shared_destination.h"

#include <algorithm>

#include "base/text.h"
#include "etl/loops.h"

namespace penstock::etl {
namespace {

bool share_url(const ConnectionString& left, const ConnectionString& right) {
  return std::ranges::any_of(left.topology_discovery_urls, [&](const auto& url) {
    return std::ranges::any_of(right.topology_discovery_urls,
                               [&](const auto& other) { return is_same_address(url, other); });
  });
}

bool is_same_destination(const ConnectionString& left, const ConnectionString& right) {
  if (left.kind != right.kind) return false;
  if (left.kind == DestinationKind::kRaven) {
    return equal_ignoring_case(left.database, right.database) && share_url(left, right);
  }
  return equal_ignoring_case(left.factory_name, right.factory_name) &&
         left.connection_string == right.connection_string;
}

}  // namespace

std::vector<ScriptOfTask> find_others_at_destination(const EtlRecord& record,
                                                     const ScriptOfTask& own) {
  std::vector<ScriptOfTask> others;
  const auto* destination = record.find_connection_string(own.task);
  if (destination == nullptr) return others;
  for (const auto& task : record.tasks) {
    const auto* connection = record.find_connection_string(task);
    if (connection == nullptr || !is_same_destination(*connection, *destination)) continue;
    for (const auto& script : task.transformations) {
      const bool is_own = equal_ignoring_case(task.name, own.task.name) &&
                          equal_ignoring_case(script.name, own.script.name);
      if (!is_own) others.push_back({task, script});
    }
  }
  return others;
}

}  // namespace penstock::etl
