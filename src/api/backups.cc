// Backups of a database: one is made as an operation, and they are listed (Penstock's own). They
// are brought back by `penstock restore`, without a server.
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

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
using documents::Database;

json::object show(const documents::DatabaseBackup& backup) {
  if (!backup.damage.empty()) return {{"Number", backup.number}, {"Damage", backup.damage}};
  return {{"Number", backup.number},
          {"Made", format_wire_time(backup.made)},
          {"SizeInBytes", backup.bytes}};
}

Result<std::uint32_t> kept_backups(const http::Request& request) {
  const auto kept = TRY(number_parameter(request, "keep", 0));
  if (kept <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(kept);
  return invalid_argument(fmt::format("'keep' is {}: nobody keeps so many backups.", kept));
}

Result<http::Response> make(Services& services, const http::Request& request, Database& named) {
  const auto kept = TRY(kept_backups(request));
  auto database = TRY(services.databases.find(named.identity().name));
  const auto id = TRY(services.operations.start(
      services.operations.of(named), std::nullopt, {"Backup", services.backups.folder_of(named)},
      [&services, database = std::move(database),
       kept](RunningOperation& running) -> Result<json::value> {
        auto shown = show(TRY(services.backups.create(*database, kept, running.stop())));
        shown["Folder"] = services.backups.folder_of(*database);
        return shown;
      }));
  return operation_started(services, id);
}

Result<http::Response> list(const Services& services, Database& database) {
  json::array results;
  for (const auto& backup : TRY(services.backups.list(database))) results.push_back(show(backup));
  return json_response(200, json::object{{"Folder", services.backups.folder_of(database)},
                                         {"Results", std::move(results)}});
}

}  // namespace

void register_backup_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/admin/backups", Permission::kAdministerDatabase,
             with_database(services,
                           DatabaseEndpoint([&services](const auto& request, Database& database) {
                             return make(services, request, database);
                           })));
  router.add("GET", "/databases/{database}/admin/backups", Permission::kAdministerDatabase,
             with_database(services, DatabaseEndpoint([&services](const auto&, Database& database) {
                             return list(services, database);
                           })));
}

}  // namespace penstock::api
