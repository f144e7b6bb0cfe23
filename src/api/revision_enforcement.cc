// The revisions that a changed configuration no longer wants are removed (protocol, section 9).
#include "documents/revision_enforcement.h"

#include <memory>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/operations/operation_host.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::EnforcementScope;

Result<EnforcementScope> read_scope(const json::object& body) {
  EnforcementScope scope;
  for (const auto& name : TRY(strings_member(body, "Collections"))) {
    scope.collections.insert(fold_case(name));
  }
  scope.forced_too = TRY(flag_member(body, "IncludeForceCreated"));
  return scope;
}

/// One transaction after the other, until all documents were looked at.
Result<json::value> enforce(documents::Database& database, const EnforcementScope& scope,
                            RunningOperation& running) {
  documents::EnforcedRevisions part;
  std::uint64_t documents = 0;
  std::uint64_t removed = 0;
  const auto progress = [&] {
    return json::object{{"ScannedDocuments", documents}, {"RemovedRevisions", removed}};
  };
  while (!part.done) {
    if (running.stop().stop_requested()) {
      return Error{ErrorCode::kCancelled, "the enforcement was stopped"};
    }
    const std::string after = part.last;
    TRY(database.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      part = TRY(documents::enforce_revisions(context, after, scope));
      return {};
    }));
    documents += part.documents;
    removed += part.removed;
    running.report(progress());
  }
  return json::value(progress());
}

Result<http::Response> start(Services& services, const http::Request& request,
                             const documents::Database& /*database*/) {
  const auto body = TRY(object_body(request));
  if (TRY(whole_number_member(body, "MaxOpsPerSecond")) > 0) {
    return not_supported("'MaxOpsPerSecond'", request);
  }
  const auto scope = TRY(read_scope(body));
  const auto database = TRY(services.databases.find(request.segment("database")));
  const auto id = TRY(services.operations.start(
      services.operations.of(*database), std::nullopt,
      {.type = "EnforceRevisionConfiguration", .message = {}},
      [database, scope](RunningOperation& running) { return enforce(*database, scope, running); }));
  return operation_started(services, id);
}

}  // namespace

void register_revision_enforcement_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/admin/revisions/config/enforce",
             Permission::kAdministerDatabase,
             with_database(services, std::bind_front(start, std::ref(services))));
}

}  // namespace penstock::api
