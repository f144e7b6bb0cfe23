#include "etl/filled_by_others.h"

#include <algorithm>

#include "base/text.h"
#include "documents/database_record.h"
#include "etl/etl_record.h"
#include "etl/loops.h"
#include "script/discovery.h"

namespace penstock::etl {
namespace {

bool share_url(const ConnectionString& left, const ConnectionString& right) {
  return std::ranges::any_of(left.topology_discovery_urls, [&](const auto& url) {
    return std::ranges::any_of(right.topology_discovery_urls,
                               [&](const auto& other) { return is_same_address(url, other); });
  });
}

/// As far as names and addresses tell.
bool is_same_destination(const ConnectionString& left, const ConnectionString& right) {
  if (left.kind != right.kind) return false;
  if (left.kind == DestinationKind::kRaven) {
    return equal_ignoring_case(left.database, right.database) && share_url(left, right);
  }
  return equal_ignoring_case(left.factory_name, right.factory_name) &&
         left.connection_string == right.connection_string;
}

/// What a script without JavaScript delivers keeps its collection.
std::vector<std::string> targets_of(const Transformation& transformation) {
  if (transformation.has_empty_script()) return transformation.collections;
  return script::discover_targets(transformation.script);
}

}  // namespace

Result<FilledByOthers> FilledByOthers::find(const documents::Database& source,
                                            const ProcessKey& process) {
  const auto snapshot = TRY(source.snapshot());
  const auto record = TRY(EtlRecord::parse(TRY(documents::read_record(snapshot))));
  FilledByOthers found;
  const auto connection_of = [&](const TaskDefinition& task) {
    return record.find_connection_string(task.kind, task.connection_string_name);
  };
  const auto* own = record.find_task(process.task);
  const auto* destination = own != nullptr ? connection_of(*own) : nullptr;
  if (destination == nullptr) return found;
  for (const auto& task : record.tasks) {
    const auto* connection = connection_of(task);
    if (connection == nullptr || !is_same_destination(*connection, *destination)) continue;
    for (const auto& transformation : task.transformations) {
      const bool is_own = &task == own && equal_ignoring_case(transformation.name, process.script);
      if (is_own) continue;
      if (transformation.has_empty_script() && transformation.all_documents) {
        found.everything_ = true;
      }
      for (const auto& target : targets_of(transformation)) {
        found.targets_.insert(fold_case(target));
      }
    }
  }
  return found;
}

bool FilledByOthers::contains(std::string_view target) const {
  return everything_ || targets_.contains(fold_case(target));
}

}  // namespace penstock::etl
