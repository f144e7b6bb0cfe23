#include "etl/shared_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "script/discovery.h"

namespace penstock::etl {
namespace {

/// The tables that a script loads to and deletes from, as the task writes them.
std::vector<std::string> tables_of(const TaskDefinition& task,
                                   const Transformation& transformation) {
  const auto targets = script::discover_targets(transformation.script);
  std::vector<std::string> tables;
  for (const auto& table : task.sql_tables) {
    const bool is_target = std::ranges::any_of(
        targets, [&](const auto& target) { return equal_ignoring_case(target, table.name); });
    if (is_target && !table.insert_only) tables.push_back(table.name);
  }
  return tables;
}

}  // namespace

std::vector<std::string> find_shared_tables(const EtlRecord& record, const TaskDefinition& task,
                                            const Transformation& transformation) {
  std::vector<std::string> sentences;
  if (task.kind != DestinationKind::kSql) return sentences;
  const auto own = tables_of(task, transformation);
  for (const auto& other : record.tasks) {
    const bool same_destination =
        other.kind == DestinationKind::kSql &&
        equal_ignoring_case(other.connection_string_name, task.connection_string_name);
    if (!same_destination) continue;
    for (const auto& script : other.transformations) {
      if (other.name == task.name && script.name == transformation.name) continue;
      const auto theirs = tables_of(other, script);
      for (const auto& table : own) {
        const bool is_shared = std::ranges::any_of(
            theirs, [&](const auto& their) { return equal_ignoring_case(their, table); });
        if (!is_shared) continue;
        sentences.push_back(fmt::format(
            "table {} is also loaded by '{}/{}': of a document that both run on, each deletes what "
            "the other has loaded",
            table, other.name, script.name));
      }
    }
  }
  return sentences;
}

}  // namespace penstock::etl
