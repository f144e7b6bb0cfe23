#include "etl/shared_tables.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/shared_destination.h"
#include "script/discovery.h"

namespace penstock::etl {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](const auto& other) { return equal_ignoring_case(other, name); });
}

/// The tables that a script loads to and deletes from, as the task writes them.
std::vector<std::string> tables_of(const ScriptOfTask& of) {
  const auto targets = script::discover_targets(of.script.script);
  std::vector<std::string> tables;
  for (const auto& table : of.task.sql_tables) {
    if (!table.insert_only && contains(targets, table.name)) tables.push_back(table.name);
  }
  return tables;
}

}  // namespace

std::vector<std::string> find_contested_tables(const TaskDefinition& task) {
  std::vector<std::string> sentences;
  std::map<std::string, std::string> script_of;  // By the table.
  for (const auto& script : task.transformations) {
    if (script.disabled) continue;
    for (const auto& table : tables_of({task, script})) {
      const auto [first, is_only] = script_of.emplace(fold_case(table), script.name);
      if (is_only || first->second == script.name) continue;
      sentences.push_back(fmt::format(
          "scripts '{}' and '{}' both load table '{}': each would delete what the other "
          "has loaded of a document",
          first->second, script.name, table));
    }
  }
  return sentences;
}

std::vector<std::string> find_shared_tables(const EtlRecord& record, const ScriptOfTask& own) {
  std::vector<std::string> sentences;
  const auto tables = tables_of(own);
  if (tables.empty()) return sentences;
  for (const auto& other : find_others_at_destination(record, own)) {
    const auto theirs = tables_of(other);
    for (const auto& table : tables) {
      if (!contains(theirs, table)) continue;
      sentences.push_back(fmt::format(
          "table {} is also loaded by '{}/{}': of a document that both run on, each deletes what "
          "the other has loaded",
          table, other.task.name, other.script.name));
    }
  }
  return sentences;
}

}  // namespace penstock::etl
