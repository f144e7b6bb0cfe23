#include "etl/validation.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "etl/shared_tables.h"
#include "etl/unbuilt_features.h"
#include "script/discovery.h"

namespace penstock::etl {
namespace {

using script::BehaviorFunction;
using script::Discovery;
using Problems = std::vector<std::string>;

constexpr int kTimeSeriesBehaviorParametersMax = 2;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

bool contains_ignoring_case(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](const auto& other) { return equal_ignoring_case(other, name); });
}

void check_collections(const Transformation& transformation, Problems& problems) {
  const auto& name = transformation.name;
  if (transformation.all_documents && !transformation.collections.empty()) {
    problems.push_back(fmt::format(
        "script '{}' applies to all documents and must not list collections as well", name));
  }
  if (!transformation.all_documents && transformation.collections.empty()) {
    problems.push_back(
        fmt::format("script '{}' must list collections or apply to all documents", name));
  }
  if (std::ranges::any_of(transformation.collections, is_blank)) {
    problems.push_back(fmt::format("script '{}' lists a collection without a name", name));
  }
}

void check_targets(const TaskDefinition& task, const Transformation& transformation,
                   const Discovery& discovery, Problems& problems) {
  const auto& name = transformation.name;
  const bool raven = task.kind == DestinationKind::kRaven;
  if (discovery.is_empty) {
    if (!raven) problems.push_back(fmt::format("script '{}' must not be empty", name));
  } else if (discovery.targets.empty()) {
    problems.push_back(fmt::format("no call of loadTo<{}Name>() was found in script '{}'",
                                   raven ? "Collection" : "Table", name));
  }
  for (const auto& call : discovery.legacy_calls) {
    problems.push_back(
        fmt::format("script '{}' calls {}, which is no more: use loadTo<Name>", name, call));
  }
}

/// Behaviour functions of a collection make sense only for documents loaded to it.
void check_behavior_collection(const Transformation& transformation, const Discovery& discovery,
                               const BehaviorFunction& behavior, Problems& problems) {
  if (behavior.collection.empty()) return;
  if (!contains_ignoring_case(transformation.collections, behavior.collection)) {
    problems.push_back(fmt::format(
        "script '{}' defines {}, but '{}' is not among its collections ({}): such a function "
        "makes sense only for a collection that is loaded to the same collection",
        transformation.name, behavior.name, behavior.collection,
        fmt::join(transformation.collections, ", ")));
  } else if (behavior.kind != BehaviorFunction::Kind::kDelete &&
             !contains_ignoring_case(discovery.targets, behavior.collection)) {
    problems.push_back(fmt::format("script '{}' defines {}, but never calls loadTo{}",
                                   transformation.name, behavior.name, behavior.collection));
  }
}

void check_behaviors(const Transformation& transformation, const Discovery& discovery,
                     Problems& problems) {
  std::set<std::string> seen;
  for (const auto& behavior : discovery.behaviors) {
    check_behavior_collection(transformation, discovery, behavior, problems);
    if (!seen.insert(fold_case(behavior.name)).second) {
      problems.push_back(
          fmt::format("script '{}' defines {} more than once", transformation.name, behavior.name));
    }
    if (behavior.kind == BehaviorFunction::Kind::kTimeSeries &&
        behavior.parameters > kTimeSeriesBehaviorParametersMax) {
      problems.push_back(
          fmt::format("script '{0}': {1} takes at most two parameters: {1}(docId, "
                      "timeSeriesName)",
                      transformation.name, behavior.name));
    }
  }
}

/// Tables hold no counters, no time series and no documents whose deletion could be refused.
void check_sql_script(const Transformation& transformation, const Discovery& discovery,
                      Problems& problems) {
  const auto unsupported = [&](std::string_view what) {
    problems.push_back(fmt::format("script '{}' uses {}, which SQL ETL does not support",
                                   transformation.name, what));
  };
  if (discovery.uses_add_counter) unsupported("addCounter");
  if (discovery.uses_add_time_series) unsupported("addTimeSeries");
  for (const auto& behavior : discovery.behaviors) unsupported(behavior.name);
  if (!transformation.document_id_postfix.empty()) unsupported("DocumentIdPostfix");
}

void check_transformation(const TaskDefinition& task, const Transformation& transformation,
                          Problems& problems) {
  check_collections(transformation, problems);
  const auto discovery = script::discover(transformation.script);
  check_targets(task, transformation, discovery, problems);
  if (task.kind == DestinationKind::kRaven) {
    check_behaviors(transformation, discovery, problems);
  } else {
    check_sql_script(transformation, discovery, problems);
  }
  for (const auto& feature : unbuilt_features(task.kind, transformation.script)) {
    problems.push_back(fmt::format("script '{}' uses {}, which is not supported yet",
                                   transformation.name, feature));
  }
}

void check_names(const TaskDefinition& task, Problems& problems) {
  std::set<std::string> seen;
  for (const auto& transformation : task.transformations) {
    if (is_blank(transformation.name)) {
      problems.emplace_back("the name of a script must not be empty");
    } else if (!seen.insert(fold_case(transformation.name)).second) {
      problems.push_back(fmt::format("the names of scripts must be unique: '{}' occurs twice",
                                     transformation.name));
    }
  }
}

void check_tables(const TaskDefinition& task, Problems& problems) {
  if (task.kind != DestinationKind::kSql) return;
  if (task.sql_tables.empty()) problems.emplace_back("'SqlTables' must not be empty");
  for (const auto& table : task.sql_tables) {
    if (is_blank(table.name)) problems.emplace_back("a table without 'TableName'");
    if (is_blank(table.document_id_column)) {
      problems.push_back(fmt::format("table '{}' needs a 'DocumentIdColumn'", table.name));
    }
    if (table.upsert && table.insert_only) {
      problems.push_back(
          fmt::format("table '{}' cannot have both 'UpsertMode' and 'InsertOnlyMode'", table.name));
    }
    if (!table.upsert && !table.row_number_column.empty()) {
      problems.push_back(
          fmt::format("table '{}' has a 'RowNumberColumn' but no 'UpsertMode'", table.name));
    }
  }
  std::ranges::move(find_contested_tables(task), std::back_inserter(problems));
}

}  // namespace

std::vector<std::string> find_problems(const TaskDefinition& task) {
  Problems problems;
  if (is_blank(task.name)) problems.emplace_back("'Name' must not be empty");
  if (is_blank(task.connection_string_name)) {
    problems.emplace_back("'ConnectionStringName' must not be empty");
  }
  if (task.transformations.empty()) {
    problems.emplace_back("'Transforms' must hold at least one script");
  }
  check_names(task, problems);
  check_tables(task, problems);
  for (const auto& transformation : task.transformations) {
    check_transformation(task, transformation, problems);
  }
  return problems;
}

}  // namespace penstock::etl
