// Connection strings (protocol, section 11), and whether a destination can be reached.
#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/text.h"
#include "etl/secrets.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// The groups of the answer, in the order of etl::DestinationKind, then those that stay empty.
constexpr const char* kGroups[] = {"RavenConnectionStrings", "SqlConnectionStrings",
                                   "OlapConnectionStrings",  "ElasticSearchConnectionStrings",
                                   "QueueConnectionStrings", "SnowflakeConnectionStrings",
                                   "AiConnectionStrings"};

Result<etl::DestinationKind> kind_parameter(const http::Request& request) {
  const auto text = TRY(required_parameter(request, "type"));
  const auto kind = etl::destination_kind_from(text);
  if (!kind)
    return invalid_argument(fmt::format("connection strings of type '{}' are not supported", text));
  return *kind;
}

Result<http::Response> put(const http::Request& request, etl::EtlTasks& tasks) {
  const auto connection = TRY(connection_of(*request.caller, TRY(object_body(request))));
  const auto change = TRY(tasks.store().put_connection_string(connection));
  return json_response(201, json::object{{"RaftCommandIndex", change.index}});
}

/// All of them, or the one that the query string names; secrets are masked.
Result<http::Response> get(const http::Request& request, etl::EtlTasks& tasks) {
  const auto record = TRY(tasks.store().read());
  const auto name = request.parameter("connectionStringName");
  std::optional<etl::DestinationKind> kind;
  if (name) kind = TRY(kind_parameter(request));
  json::object groups;
  for (const auto* group : kGroups) groups[group] = json::object();
  bool found = false;
  for (const auto& connection : record.connection_strings) {
    if (name && !equal_ignoring_case(*name, connection.name)) continue;
    if (name && connection.kind != kind) continue;
    groups[kGroups[static_cast<int>(connection.kind)]].as_object()[connection.name] =
        connection.to_masked_json();
    found = true;
  }
  if (name && !found) return not_found(fmt::format("there is no connection string '{}'", *name));
  return json_response(200, groups);
}

Result<http::Response> remove(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(required_parameter(request, "connectionString"));
  const auto change =
      TRY(tasks.store().remove_connection_string(TRY(kind_parameter(request)), name));
  return json_response(200, json::object{{"RaftCommandIndex", change.index}});
}

Result<etl::ConnectionString> stored_connection(const etl::EtlTasks& tasks,
                                                etl::DestinationKind kind, std::string_view name) {
  const auto record = TRY(tasks.store().read());
  const auto* stored = record.find_connection_string(kind, name);
  if (stored != nullptr) return *stored;
  return not_found(fmt::format("there is no {} connection string '{}'",
                               kind == etl::DestinationKind::kSql ? "SQL" : "Raven", name));
}

/// What is to be tested: the body is the bare text of a connection string, or the query string
/// names a stored one (Penstock's own), whose password nobody needs to know. With both the body is
/// a change of the stored one, which keeps its masked secrets.
Result<etl::ConnectionString> tested_sql(const http::Request& request, const etl::EtlTasks& tasks) {
  constexpr auto kKind = etl::DestinationKind::kSql;
  const auto name = request.parameter("connectionStringName");
  if (name && request.body.empty()) return stored_connection(tasks, kKind, *name);
  const auto factory = TRY(required_parameter(request, "factoryName"));
  auto given = TRY(connection_of(*request.caller, {{"Name", "tested"},
                                                   {"Type", etl::to_string(kKind)},
                                                   {"FactoryName", factory},
                                                   {"ConnectionString", request.body}}));
  if (name) {
    const auto stored = TRY(stored_connection(tasks, kKind, *name));
    given.connection_string =
        TRY(etl::restore_secrets(given.connection_string, stored.connection_string));
  }
  return given;
}

/// The body is a connection string as it would be stored, or the query string names a stored one.
Result<etl::ConnectionString> tested_raven(const http::Request& request,
                                           const etl::EtlTasks& tasks) {
  if (const auto name = request.parameter("connectionStringName")) {
    return stored_connection(tasks, etl::DestinationKind::kRaven, *name);
  }
  auto given = TRY(object_body(request));
  given["Type"] = etl::to_string(etl::DestinationKind::kRaven);
  if (!given.contains("Name")) given["Name"] = "tested";
  return connection_of(*request.caller, given);
}

/// How far a test came, in one word.
std::string_view failed_at(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "ConnectionString";
    case ErrorCode::kForbidden: return "Login";
    case ErrorCode::kNotFound: return "Database";
    default: return "Connection";
  }
}

Result<http::Response> test(const Services& services, const etl::ConnectionString& connection) {
  const auto tested = services.test_connection(connection);
  json::object answer{{"Success", tested.has_value()}};
  if (!tested) {
    answer["Error"] = tested.error().message;
    answer["FailedAt"] = failed_at(tested.error().code);
  }
  return json_response(200, answer);
}

/// What scripts can load to. Penstock's own.
Result<http::Response> tables(const SqlTables& list_tables, const http::Request& request,
                              const etl::EtlTasks& tasks) {
  const auto connection = TRY(tested_sql(request, tasks));
  json::array shown;
  for (const auto& table :
       TRY(list_tables(connection.factory_name, connection.connection_string))) {
    json::array columns;
    for (const auto& column : table.columns) {
      columns.push_back(json::object{{"Name", column.name}, {"Type", column.type}});
    }
    shown.push_back(json::object{
        {"Schema", table.schema}, {"Name", table.name}, {"Columns", std::move(columns)}});
  }
  return json_response(200, json::object{{"Tables", std::move(shown)}});
}

}  // namespace

void register_connection_string_routes(http::Router& router, Services& services) {
  constexpr const char* kPath = "/databases/{database}/admin/connection-strings";
  router.add("PUT", kPath, Permission::kAdministerDatabase, with_etl(services, put));
  router.add("GET", kPath, Permission::kAdministerDatabase, with_etl(services, get));
  router.add("DELETE", kPath, Permission::kAdministerDatabase, with_etl(services, remove));
  const auto add_test = [&](const char* path, auto tested_connection) {
    router.add("POST", path, Permission::kAdministerDatabase,
               with_etl(services,
                        [&services, tested_connection](
                            const http::Request& request,
                            const etl::EtlTasks& tasks) -> Result<http::Response> {
                          return test(services, TRY(tested_connection(request, tasks)));
                        }));
  };
  add_test("/databases/{database}/admin/etl/sql/test-connection", tested_sql);
  add_test("/databases/{database}/admin/etl/raven/test-connection", tested_raven);
  router.add(
      "GET", "/databases/{database}/admin/etl/sql/tables", Permission::kAdministerDatabase,
      with_etl(services, [&services](const http::Request& request, const etl::EtlTasks& tasks) {
        return tables(services.list_sql_tables, request, tasks);
      }));
}

}  // namespace penstock::api
