// Clients that are told of changes as they happen (protocol, section 14.2).
#include "api/answers.h"
#include "api/changes/changes_host.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

Result<http::Response> listen(const Services& services, const http::Request& request,
                              const documents::Database& database) {
  http::Response response;
  response.web_socket = TRY(services.changes.connect(
      TRY(services.databases.find(request.segment("database"))), services.operations.of(database)));
  return response;
}

}  // namespace

void register_changes_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/changes", Permission::kReadDatabase,
             with_database(services, [&services](const http::Request& request,
                                                 documents::Database& database) {
               return listen(services, request, database);
             }));
}

}  // namespace penstock::api
