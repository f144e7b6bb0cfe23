// The tombstones of a database: which are kept, because of whom, and cleaning them now.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

Result<http::Response> state(const http::Request&, etl::EtlTasks& tasks) {
  json::array results;
  for (const auto& collection : TRY(tasks.tombstone_retention())) {
    results.push_back(
        json::object{{"Collection", collection.collection},
                     {"NumberOfTombstones", collection.tombstones},
                     {"CleanedToEtag", collection.cleaned_to.value},
                     {"CleanableToEtag", collection.cleanable_to.value},
                     {"HeldBackBy", collection.held_by.empty() ? json::value(nullptr)
                                                               : json::value(collection.held_by)}});
  }
  return json_response(200, json::object{{"Results", std::move(results)}});
}

Result<http::Response> clean(const http::Request&, etl::EtlTasks& tasks) {
  const auto cleaned = TRY(tasks.clean_tombstones({}));
  return json_response(200, json::object{{"Value", cleaned}});
}

}  // namespace

void register_tombstone_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/admin/tombstones/state", Permission::kAdministerDatabase,
             with_etl(services, state));
  router.add("POST", "/databases/{database}/admin/tombstones/cleanup",
             Permission::kAdministerDatabase, with_etl(services, clean));
}

}  // namespace penstock::api
