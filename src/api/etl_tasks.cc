// ETL tasks: added, changed, toggled, reset, deleted, shown (protocol, section 12).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "etl/loops.h"
#include "etl/shared_tables.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

void warn_of_shared_tables(const etl::EtlTasks& tasks, const etl::TaskDefinition& task,
                           json::array& warnings) {
  const auto record = tasks.store().read();
  if (!record) return;
  for (const auto& script : task.transformations) {
    for (const auto& sentence : etl::find_shared_tables(*record, {task, script})) {
      warnings.push_back(json::object{{"TransformationName", script.name}, {"Message", sentence}});
    }
  }
}

void warn_of_scripts(const etl::EtlTasks& tasks, const etl::TaskDefinition& task,
                     json::array& warnings) {
  const auto findings = tasks.lint(task);
  if (!findings) return;
  for (const auto& finding : *findings) {
    warnings.push_back(json::object{{"TransformationName", finding.transformation},
                                    {"Line", finding.warning.position.line},
                                    {"Column", finding.warning.position.column},
                                    {"Message", finding.warning.message}});
  }
}

/// The task is stored, whatever they say.
json::array warnings_about(const etl::EtlTasks& tasks, const etl::TaskDefinition& task) {
  json::array warnings;
  warn_of_scripts(tasks, task, warnings);
  warn_of_shared_tables(tasks, task, warnings);
  return warnings;
}

Result<void> check_loop(const http::Request& request, const etl::EtlTasks& tasks,
                        const etl::TaskDefinition& task) {
  const auto record = TRY(tasks.store().read());
  const auto* connection = record.find_connection_string(task);
  if (connection == nullptr ||
      !etl::is_visible_loop(task, *connection, tasks.database_name(), request.origin_url)) {
    return {};
  }
  return invalid_argument(
      fmt::format("the ETL task '{}' loads into collections of its own database that it runs on: "
                  "it would feed itself for ever",
                  task.name));
}

Result<http::Response> put(const http::Request& request, etl::EtlTasks& tasks) {
  const auto task = TRY(etl::TaskDefinition::parse(TRY(object_body(request))));
  TRY(check_loop(request, tasks, task));
  const auto id = TRY(number_parameter(request, "id", 0));
  std::vector<std::string> reset;
  for (const auto name : request.parameters("reset")) reset.emplace_back(name);
  const auto change = id == 0
                          ? TRY(tasks.store().add(task))
                          : TRY(tasks.store().update(static_cast<std::uint64_t>(id), task, reset));
  return json_response(201, json::object{{"RaftCommandIndex", change.index},
                                         {"TaskId", change.task_id},
                                         {"Warnings", warnings_about(tasks, task)}});
}

Result<http::Response> reset(const http::Request& request, etl::EtlTasks& tasks) {
  const auto task = TRY(required_parameter(request, "configurationName"));
  const auto script = TRY(required_parameter(request, "transformationName"));
  const bool rebuilds = TRY(flag_parameter(request, "rebuild"));  // Penstock's own.
  const auto change = TRY(tasks.store().reset(task, script));
  if (rebuilds) TRY(tasks.rebuild(task, script));
  return json_response(200, json::object{{"RaftCommandIndex", change.index}});
}

/// Which task the query string means: by id, or by name where the id is absent or 0.
Result<etl::TaskSelector> selector(const http::Request& request, std::string_view id_name) {
  const auto type = TRY(required_parameter(request, "type"));
  const auto kind = etl::destination_kind_from_task_type(type);
  if (!kind) return invalid_argument(fmt::format("tasks of type '{}' are not supported", type));
  etl::TaskSelector selected{.kind = *kind, .task_id = 0, .name = {}};
  selected.task_id = static_cast<std::uint64_t>(TRY(number_parameter(request, id_name, 0)));
  selected.name = std::string(request.parameter("taskName").value_or(""));
  if (selected.task_id == 0 && selected.name.empty()) {
    return invalid_argument(fmt::format("'{}' or 'taskName' must say which task", id_name));
  }
  return selected;
}

json::object changed(const etl::RecordChange& change) {
  return {
      {"TaskId", change.task_id}, {"RaftCommandIndex", change.index}, {"ResponsibleNode", nullptr}};
}

Result<http::Response> set_state(const http::Request& request, etl::EtlTasks& tasks) {
  TRY(required_parameter(request, "disable"));
  const auto change = TRY(tasks.store().set_disabled(TRY(selector(request, "key")),
                                                     TRY(flag_parameter(request, "disable"))));
  return json_response(200, changed(change));
}

Result<http::Response> remove(const http::Request& request, etl::EtlTasks& tasks) {
  const auto change = TRY(tasks.store().remove(TRY(selector(request, "id"))));
  return json_response(200, changed(change));
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

void add_destination(const etl::TaskInfo& task, json::object& shown) {
  const auto& connection = task.connection;
  if (task.definition.kind == etl::DestinationKind::kSql) {
    shown["DestinationServer"] = connection ? json::value(connection->factory_name) : nullptr;
    shown["DestinationDatabase"] = nullptr;
    shown["ConnectionStringDefined"] = connection.has_value();
    return;
  }
  json::array urls;
  if (connection) {
    for (const auto& url : connection->topology_discovery_urls) urls.emplace_back(url);
  }
  shown["DestinationUrl"] = urls.empty() ? json::value(nullptr) : urls.front();
  shown["DestinationDatabase"] = connection ? json::value(connection->database) : nullptr;
  shown["TopologyDiscoveryUrls"] = std::move(urls);
}

json::object show(const Services& services, const http::Request& request, const etl::TaskInfo& task,
                  bool with_destination) {
  const auto& definition = task.definition;
  json::object shown{{"TaskId", definition.task_id},
                     {"TaskType", etl::task_type(definition.kind)},
                     {"ResponsibleNode", json::object{{"NodeTag", services.node_tag},
                                                      {"NodeUrl", request.origin_url},
                                                      {"ResponsibleNode", services.node_tag}}},
                     {"TaskState", etl::to_string(task.state)},
                     {"TaskConnectionStatus", etl::to_string(task.connection_status)},
                     {"TaskName", definition.name},
                     {"MentorNode", text_or_null(definition.mentor_node)},
                     {"PinToMentorNode", definition.pin_to_mentor_node},
                     {"ConnectionStringName", definition.connection_string_name}};
  if (!with_destination) return shown;
  shown["Error"] = text_or_null(task.error);
  add_destination(task, shown);
  return shown;
}

Result<http::Response> info(const Services& services, const http::Request& request,
                            etl::EtlTasks& tasks) {
  const auto task = TRY(tasks.info(TRY(selector(request, "key"))));
  if (!task) return not_found("there is no such task");
  auto shown = show(services, request, *task, may_see_destinations(request, tasks));
  shown["Configuration"] = task->definition.to_configuration_json();
  return json_response(200, shown);
}

Result<http::Response> list(const Services& services, const http::Request& request,
                            etl::EtlTasks& tasks) {
  return json_response(200,
                       json::object{{"OngoingTasks", TRY(ongoing_tasks(services, request, tasks))},
                                    {"SubscriptionsCount", 0},
                                    {"PullReplications", json::array()}});
}

/// Lets a halted script go on, and one that waits to retry try now. Penstock's own.
Result<http::Response> resume(const http::Request& request, etl::EtlTasks& tasks) {
  TRY(tasks.resume(TRY(required_parameter(request, "configurationName")),
                   TRY(required_parameter(request, "transformationName"))));
  return empty_response(204);
}

/// What would make the tables, columns and indexes that the destination does not have. Penstock's
/// own.
Result<http::Response> ddl(const http::Request& request, etl::EtlTasks& tasks) {
  const auto statements =
      TRY(tasks.missing_schema(TRY(required_parameter(request, "configurationName")), {}));
  return json_response(
      200, json::object{{"Statements", json::array(statements.begin(), statements.end())}});
}

/// Deletes at the destination what the source no longer has. Penstock's own.
Result<http::Response> rebuild(const http::Request& request, etl::EtlTasks& tasks) {
  TRY(tasks.rebuild(TRY(required_parameter(request, "configurationName")),
                    TRY(required_parameter(request, "transformationName"))));
  return empty_response(204);
}

}  // namespace

Result<json::array> ongoing_tasks(const Services& services, const http::Request& request,
                                  const etl::EtlTasks& tasks) {
  json::array ongoing;
  const bool with_destination = may_see_destinations(request, tasks);
  for (const auto& task : TRY(tasks.list())) {
    ongoing.push_back(show(services, request, task, with_destination));
  }
  return ongoing;
}

void register_etl_task_routes(http::Router& router, Services& services) {
  constexpr const char* kEtl = "/databases/{database}/admin/etl";
  router.add("PUT", kEtl, Permission::kAdministerDatabase, with_etl(services, put));
  router.add("RESET", kEtl, Permission::kAdministerDatabase, with_etl(services, reset));
  router.add("POST", "/databases/{database}/admin/etl/resume", Permission::kAdministerDatabase,
             with_etl(services, resume));
  router.add("POST", "/databases/{database}/admin/etl/rebuild", Permission::kAdministerDatabase,
             with_etl(services, rebuild));
  router.add("GET", "/databases/{database}/admin/etl/ddl", Permission::kAdministerDatabase,
             with_etl(services, ddl));
  router.add("POST", "/databases/{database}/admin/tasks/state", Permission::kAdministerDatabase,
             with_etl(services, set_state));
  router.add("DELETE", "/databases/{database}/admin/tasks", Permission::kAdministerDatabase,
             with_etl(services, remove));
  router.add("GET", "/databases/{database}/task", Permission::kReadDatabase,
             with_etl(services, std::bind_front(info, std::cref(services))));
  router.add("GET", "/databases/{database}/tasks", Permission::kReadDatabase,
             with_etl(services, std::bind_front(list, std::cref(services))));
}

}  // namespace penstock::api
