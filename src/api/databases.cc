// Databases are created, shown, listed and deleted (protocol, sections 2.1 to 2.4).
#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/database_record.h"
#include "api/document_pages.h"
#include "api/feature_configuration.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/size_json.h"
#include "base/text.h"
#include "documents/database_record.h"
#include "security/caller.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t kPageSize = 1024;

/// The index of the record, as the number of a cluster command that clients expect to rise.
Result<std::uint64_t> command_index(const documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  return std::max<std::uint64_t>(1, TRY(documents::read_record(snapshot)).index);
}

Result<http::Response> create(Services& services, const http::Request& request) {
  const auto record = TRY(object_body(request));
  auto name = std::string(request.parameter("name").value_or(""));
  if (name.empty()) name = TRY(string_member(record, "DatabaseName"));
  if (etag_header(request, "ETag")) {
    return not_supported("changing the record of a database as a whole", request);
  }
  if (TRY(number_parameter(request, "replicationFactor", 1)) > 1) {
    return not_supported("replicationFactor above 1", request);
  }
  if (const auto member = unsupported_member(record)) {
    return not_supported(fmt::format("'{}' in a database record", *member), request);
  }
  const auto features = TRY(features_of_record(record));
  const auto database = TRY(services.databases.create(name));
  TRY(store_features(*database, features));
  if (!features.empty()) services.sweep_configured();
  return json_response(201, json::object{{"RaftCommandIndex", TRY(command_index(*database))},
                                         {"Name", database->identity().name},
                                         {"Topology", topology_of_record(services, *database)},
                                         {"NodesAddedTo", json::array{request.origin_url}},
                                         {"ShardsDefined", false}});
}

Result<void> remove_one(Services& services, const std::string& name) {
  services.etl.close(name);
  const auto database = services.databases.find(name);
  auto removed = services.databases.remove(name);
  if (removed && database) {
    services.operations.close(**database);
    services.changes.close(**database);
  }
  // Somebody else was quicker, or the name came twice.
  if (!removed && removed.error().code == ErrorCode::kNotFound) return {};
  return removed;
}

Result<http::Response> remove(Services& services, const http::Request& request) {
  const auto body = TRY(object_body(request));
  const auto names = TRY(strings_member(body, "DatabaseNames"));
  if (names.empty()) return invalid_argument("'DatabaseNames' is missing or empty.");
  if (!TRY(flag_member(body, "HardDelete"))) {
    return not_supported(
        "a delete that keeps the files (HardDelete: false). Penstock deletes a database with its "
        "data; say so with HardDelete: true",
        request);
  }
  for (const auto& name : names) {  // All or none.
    const auto found = services.databases.find(name);
    if (!found && found.error().code == ErrorCode::kNotFound) {
      return database_missing(name, request, 503);
    }
  }
  for (const auto& name : names) TRY(remove_one(services, name));
  return json_response(200,
                       json::object{{"RaftCommandIndex", 1}, {"PendingDeletes", json::array()}});
}

Result<http::Response> show_record(Services& services, const http::Request& request) {
  const auto name = TRY(required_parameter(request, "name"));
  const auto database = services.databases.find(name);
  if (!database && database.error().code == ErrorCode::kNotFound) {
    auto missing = database_missing(name, request, 404);
    missing.body.clear();
    return missing;
  }
  if (!database) return database.error();
  auto record = TRY(record_for_clients(services, **database));
  auto response = json_response(200, record);
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", record.at("Etag").as_uint64()));
  return response;
}

json::object describe(const documents::DatabaseEntry& entry) {
  return {{"Name", entry.name},
          {"Id", entry.id},
          {"Disabled", false},
          {"CreatedAt", format_wire_time(entry.created)}};
}

/// How much is in it, if it is open: a list opens no database.
Result<void> add_counts(const Services& services, json::object& described, std::string_view name) {
  const auto database = services.databases.find_open(name);
  if (database == nullptr) return {};
  const auto statistics = TRY(database->statistics());
  described["DocumentsCount"] = statistics.documents;
  described["TotalSize"] = size_for_clients(statistics.disk_bytes);
  return {};
}

/// Those that the caller may read.
Result<http::Response> list(Services& services, const http::Request& request) {
  auto page = TRY(read_page(request, kPageSize));
  const bool names_only = TRY(flag_parameter(request, "namesOnly"));
  const auto name = request.parameter("name");
  json::array databases;
  for (const auto& entry : services.databases.list()) {
    if (name && !name->empty() && !equal_ignoring_case(*name, entry.name)) continue;
    if (!request.caller->may(Permission::kReadDatabase, entry.name)) continue;
    if (page.is_full()) break;
    if (!page.take()) continue;
    if (names_only) {
      databases.emplace_back(entry.name);
      continue;
    }
    auto described = describe(entry);
    TRY(add_counts(services, described, entry.name));
    databases.push_back(std::move(described));
  }
  return json_response(200, json::object{{"Databases", std::move(databases)}});
}

}  // namespace

void register_database_routes(http::Router& router, Services& services) {
  router.add("PUT", "/admin/databases", Permission::kOperateServer,
             answering(std::bind_front(create, std::ref(services))));
  router.add("DELETE", "/admin/databases", Permission::kOperateServer,
             answering(std::bind_front(remove, std::ref(services))));
  router.add("GET", "/admin/databases", Permission::kOperateServer,
             answering(std::bind_front(show_record, std::ref(services))));
  router.add("GET", "/databases", Permission::kRegistered,
             answering(std::bind_front(list, std::ref(services))));
}

}  // namespace penstock::api
