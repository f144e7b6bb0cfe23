#include "etl/etl_record.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "etl/validation.h"

namespace penstock::etl {
namespace {

namespace json = boost::json;

std::string tasks_member(DestinationKind kind) { return fmt::format("{}Etls", to_string(kind)); }

Error not_an_object(std::string_view member) {
  return corruption(fmt::format("'{}' of the database record does not decode", member));
}

Result<void> read_connections(const json::object& object, DestinationKind kind,
                              const ConnectionSealing& sealing,
                              std::vector<ConnectionString>& connections) {
  const auto member = connection_strings_member(kind);
  const auto* by_name = object.if_contains(member);
  if (by_name == nullptr) return {};
  if (!by_name->is_object()) return not_an_object(member);
  for (const auto& [name, value] : by_name->get_object()) {
    if (!value.is_object()) return not_an_object(member);
    auto connection = ConnectionString::from_record_json(TRY(sealing.open(value.get_object())));
    if (!connection) return corruption(connection.error().within(member).message);
    connections.push_back(*std::move(connection));
  }
  return {};
}

Result<void> read_tasks(const json::object& object, DestinationKind kind,
                        std::vector<TaskDefinition>& tasks) {
  const auto member = tasks_member(kind);
  const auto* list = object.if_contains(member);
  if (list == nullptr) return {};
  if (!list->is_array()) return not_an_object(member);
  for (const auto& value : list->get_array()) {
    if (!value.is_object()) return not_an_object(member);
    tasks.push_back(TRY(TaskDefinition::from_record_json(value.get_object())));
  }
  return {};
}

template <typename Items, typename Predicate>
auto* find_in(Items& items, const Predicate& matches) {
  const auto found = std::ranges::find_if(items, matches);
  return found == items.end() ? nullptr : &*found;
}

auto matches(const TaskSelector& selector) {
  return [&selector](const TaskDefinition& task) {
    if (task.kind != selector.kind) return false;
    return selector.task_id != 0 ? task.task_id == selector.task_id
                                 : equal_ignoring_case(task.name, selector.name);
  };
}

}  // namespace

std::string connection_strings_member(DestinationKind kind) {
  return fmt::format("{}ConnectionStrings", to_string(kind));
}

Result<EtlRecord> EtlRecord::read(const documents::Database& database,
                                  const security::MasterKeys& keys) {
  const auto snapshot = TRY(database.snapshot());
  return parse(TRY(documents::read_record(snapshot)), {keys, database.identity().id});
}

Result<EtlRecord> EtlRecord::parse(const documents::DatabaseRecord& record,
                                   const ConnectionSealing& sealing) {
  const auto object = TRY(documents::parse_record(record));
  EtlRecord parsed;
  parsed.index = record.index;
  for (const auto kind : kDestinationKinds) {
    TRY(read_connections(object, kind, sealing, parsed.connection_strings));
    TRY(read_tasks(object, kind, parsed.tasks));
  }
  return parsed;
}

Result<std::string> EtlRecord::merged_into(const documents::DatabaseRecord& record,
                                           const ConnectionSealing& sealing) const {
  auto object = TRY(documents::parse_record(record));
  for (const auto kind : kDestinationKinds) {
    json::object connections;
    for (const auto& connection : connection_strings) {
      if (connection.kind == kind) {
        connections[connection.name] = sealing.seal(connection.to_record_json());
      }
    }
    json::array list;
    for (const auto& task : tasks) {
      if (task.kind == kind) list.push_back(task.to_record_json());
    }
    object[connection_strings_member(kind)] = std::move(connections);
    object[tasks_member(kind)] = std::move(list);
  }
  return json::serialize(object);
}

const ConnectionString* EtlRecord::find_connection_string(DestinationKind kind,
                                                          std::string_view name) const {
  return find_in(connection_strings, [&](const auto& connection) {
    return connection.kind == kind && equal_ignoring_case(connection.name, name);
  });
}

const TaskDefinition* EtlRecord::find_task(std::string_view name) const {
  return find_in(tasks, [&](const auto& task) { return equal_ignoring_case(task.name, name); });
}

const TaskDefinition* EtlRecord::find_task(const TaskSelector& selector) const {
  return find_in(tasks, matches(selector));
}

const ConnectionString* EtlRecord::find_connection_string(const TaskDefinition& task) const {
  return find_connection_string(task.kind, task.connection_string_name);
}

Result<ScriptOfTask> EtlRecord::script(std::string_view task,
                                       std::string_view transformation) const {
  const auto* definition = find_task(task);
  const auto* script = definition != nullptr ? definition->find(transformation) : nullptr;
  if (script == nullptr) {
    return not_found(fmt::format("there is no ETL script '{}/{}'", task, transformation));
  }
  return ScriptOfTask{*definition, *script};
}

Result<const ConnectionString*> EtlRecord::connection_string(const TaskDefinition& task) const {
  const auto* found = find_connection_string(task);
  if (found != nullptr) return found;
  return not_found("the task's connection string does not exist");
}

Result<TaskDefinition*> EtlRecord::task(const TaskSelector& selector) {
  auto* found = find_in(tasks, matches(selector));
  if (found != nullptr) return found;
  const auto type = task_type(selector.kind);
  return not_found(selector.task_id != 0
                       ? fmt::format("there is no {} task with the id {}", type, selector.task_id)
                       : fmt::format("there is no {} task named '{}'", type, selector.name));
}

std::vector<std::string> EtlRecord::find_problems(const TaskDefinition& task,
                                                  const TaskDefinition* replaced) const {
  auto problems = etl::find_problems(task);
  const auto* namesake = find_task(task.name);
  if (namesake != nullptr && namesake != replaced) {
    problems.push_back(fmt::format("there is already an ETL task named '{}'", namesake->name));
  }
  const auto& connection = task.connection_string_name;
  if (!connection.empty() && find_connection_string(task) == nullptr) {
    problems.push_back(fmt::format("there is no {} connection string named '{}'",
                                   to_string(task.kind), connection));
  }
  return problems;
}

}  // namespace penstock::etl
