// Who is where: what clients ask before their first request (protocol, section 1). One node
// answers for itself, under the address that the client used.
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// The topology of a single node never changes.
constexpr int kTopologyEtag = 1;

json::object build_version() {
  return {{"BuildVersion", 72},
          {"ProductVersion", "7.2"},
          {"CommitHash", "penstock"},
          {"FullVersion", kProtocolVersion}};
}

Result<http::Response> database_topology(Services& services, const http::Request& request) {
  const auto name = TRY(required_parameter(request, "name"));
  const auto database = services.databases.find(name);
  if (!database && database.error().code == ErrorCode::kNotFound) {
    return database_missing(name, request, 503);
  }
  if (!database) return database.error();
  const json::object node = {{"Url", request.origin_url},
                             {"ClusterTag", services.node_tag},
                             {"ServerRole", "Member"},
                             {"Database", (*database)->identity().name},
                             {"ServerVersion", kProtocolVersion}};
  return json_response(200, json::object{{"Promotables", json::array()},
                                         {"Nodes", json::array{node}},
                                         {"Etag", kTopologyEtag}});
}

Result<http::Response> cluster_topology(Services& services, const http::Request& request) {
  const json::object members = {{services.node_tag, request.origin_url}};
  return json_response(200,
                       json::object{{"Topology", json::object{{"TopologyId", services.server_id},
                                                              {"AllNodes", members},
                                                              {"Members", members},
                                                              {"Promotables", json::object()},
                                                              {"Watchers", json::object()},
                                                              {"LastNodeId", services.node_tag},
                                                              {"Etag", kTopologyEtag}}},
                                    {"Etag", kTopologyEtag},
                                    {"Leader", services.node_tag},
                                    {"LeaderShipDuration", 1000},
                                    {"CurrentState", "Leader"},
                                    {"NodeTag", services.node_tag},
                                    {"CurrentTerm", 1},
                                    {"NodeLicenseDetails", json::object()},
                                    {"LastStateChangeReason", ""},
                                    {"Status", json::object()}});
}

Result<http::Response> node_info(Services& services, const http::Request&) {
  return json_response(200, json::object{{"NodeTag", services.node_tag},
                                         {"TopologyId", services.server_id},
                                         {"Certificate", nullptr},
                                         {"NumberOfCores", std::thread::hardware_concurrency()},
                                         {"CurrentState", "Leader"},
                                         {"ServerId", services.server_id},
                                         {"ServerRole", "Member"},
                                         {"HasFixedPort", true},
                                         {"BuildInfo", build_version()}});
}

/// No client is told to behave otherwise than it was configured.
Result<http::Response> client_configuration() {
  return json_response(200, json::object{{"Etag", 0}, {"Configuration", nullptr}});
}

}  // namespace

void register_topology_routes(http::Router& router, Services& services) {
  router.add("GET", "/topology", Permission::kReadDatabase,
             answering(std::bind_front(database_topology, std::ref(services))));
  router.add("GET", "/cluster/topology", Permission::kRegistered,
             answering(std::bind_front(cluster_topology, std::ref(services))));
  router.add("GET", "/cluster/node-info", Permission::kRegistered,
             answering(std::bind_front(node_info, std::ref(services))));
  router.add("GET", "/build/version", Permission::kRegistered,
             answering([](const http::Request&) -> Result<http::Response> {
               return json_response(200, build_version());
             }));
  router.add("GET", "/configuration/client", Permission::kRegistered,
             answering([](const http::Request&) { return client_configuration(); }));
  router.add("GET", "/databases/{database}/configuration/client", Permission::kReadDatabase,
             with_database(services, [](const http::Request&, documents::Database&) {
               return client_configuration();
             }));
  router.add(
      "GET", "/databases/{database}/healthcheck", Permission::kReadDatabase,
      with_database(services,
                    [](const http::Request&, documents::Database&) -> Result<http::Response> {
                      return empty_response(204);
                    }));
}

}  // namespace penstock::api
