// Numbers that rise by one, for the ids of documents and for whatever else (protocol, sections 4.4
// and 14.4).
#include "documents/identities.h"

#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "documents/commit_tables.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

Result<void> next(const http::Request& request, documents::Database& database,
                  const http::Respond& respond) {
  const auto name = TRY(required_parameter(request, "name"));
  const auto number = std::make_shared<std::uint64_t>();
  database.write(
      [name, number](documents::WriteContext& context) -> Result<void> {
        *number = TRY(context.tables().identities.next(name));
        return {};
      },
      answer_written(request, respond, [number] {
        return json_response(200, json::object{{"NewIdentityValue", *number}});
      }));
  return {};
}

Result<void> seed(const http::Request& request, documents::Database& database,
                  const http::Respond& respond) {
  const auto name = TRY(required_parameter(request, "name"));
  const auto value = static_cast<std::uint64_t>(TRY(required_number(request, "value")));
  const bool force = TRY(flag_parameter(request, "force"));
  const auto number = std::make_shared<std::uint64_t>();
  database.write(
      [name, value, force, number](documents::WriteContext& context) -> Result<void> {
        *number = TRY(context.tables().identities.seed(name, value, force));
        return {};
      },
      answer_written(request, respond, [number] {
        return json_response(200, json::object{{"NewSeedValue", *number}});
      }));
  return {};
}

Result<http::Response> list(const http::Request& /*request*/, documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  json::object identities;
  for (const auto& [name, number] : TRY(documents::read_identities(snapshot.storage()))) {
    identities[name] = number;
  }
  return json_response(200, identities);
}

}  // namespace

void register_identity_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/identity/next", Permission::kWriteDatabase,
             with_database(services, next));
  router.add("POST", "/databases/{database}/identity/seed", Permission::kWriteDatabase,
             with_database(services, seed));
  router.add("GET", "/databases/{database}/debug/identities", Permission::kReadDatabase,
             with_database(services, list));
}

}  // namespace penstock::api
