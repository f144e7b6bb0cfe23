// How work that takes long gets on, and its end before time (protocol, section 14.1).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/operations/operation_host.h"
#include "api/request_reading.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// What a request does with the operations that it is about.
using Action = Result<http::Response> (*)(const Services&, const http::Request&, Operations&);

Result<http::Response> no_such_operation(std::int64_t id) {
  return Error{ErrorCode::kNotFound, fmt::format("There is no operation {}.", id)};
}

Result<http::Response> next_id(const Services& services, const http::Request& /*request*/,
                               Operations& operations) {
  return json_response(200,
                       json::object{{"Id", operations.next_id()}, {"NodeTag", services.node_tag}});
}

Result<http::Response> state(const Services& /*services*/, const http::Request& request,
                             Operations& operations) {
  const auto id = TRY(required_number(request, "id"));
  const auto state = operations.state(id);
  return state ? json_response(200, state->to_json()) : no_such_operation(id);
}

Result<http::Response> kill(const Services& /*services*/, const http::Request& request,
                            Operations& operations) {
  const auto id = TRY(required_number(request, "id"));
  return operations.kill(id) ? empty_response(204) : no_such_operation(id);
}

json::object describe(const OperationInfo& info) {
  json::object description = {
      {"TaskType", info.description.type},
      {"Message", info.description.message},
      {"StartTime", format_wire_time(info.started)},
      {"EndTime", info.ended ? json::value(format_wire_time(*info.ended)) : json::value()}};
  return {{"Id", info.id},
          {"Description", std::move(description)},
          {"Killable", !info.ended.has_value()},
          {"State", info.state.to_json()}};
}

Result<http::Response> list(const Services& /*services*/, const http::Request& request,
                            Operations& operations) {
  const auto wanted = TRY(number_parameter(request, "id", 0));
  json::array results;
  for (const auto& info : operations.list()) {
    if (wanted == 0 || wanted == info.id) results.push_back(describe(info));
  }
  return json_response(200, json::object{{"Results", std::move(results)}});
}

}  // namespace

void register_operation_routes(http::Router& router, Services& services) {
  const auto of_database = [&](std::string method, std::string_view path, Permission permission,
                               Action action) {
    router.add(std::move(method), fmt::format("/databases/{{database}}/{}", path), permission,
               with_database(services, [&services, action](const http::Request& request,
                                                           documents::Database& database) {
                 return action(services, request, *services.operations.of(database));
               }));
  };
  const auto of_server = [&](std::string method, std::string_view path, Permission permission,
                             Action action) {
    router.add(std::move(method), path, permission,
               answering([&services, action](const http::Request& request) {
                 return action(services, request, *services.operations.server_wide());
               }));
  };
  of_database("GET", "operations/next-operation-id", Permission::kReadDatabase, next_id);
  of_database("GET", "operations/state", Permission::kReadDatabase, state);
  of_database("POST", "operations/kill", Permission::kWriteDatabase, kill);
  of_database("GET", "operations", Permission::kReadDatabase, list);
  of_server("GET", "/operations/next-operation-id", Permission::kOperateServer, next_id);
  of_server("GET", "/operations/state", Permission::kOperateServer, state);
  of_server("POST", "/admin/operations/kill", Permission::kOperateServer, kill);
  of_server("GET", "/admin/operations", Permission::kOperateServer, list);
}

}  // namespace penstock::api
