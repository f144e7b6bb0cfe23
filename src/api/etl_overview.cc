// The ETL tasks of all databases at once, for pictures of the whole server (Penstock's own).
#include <functional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/routes.h"
#include "security/caller.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

Result<json::object> overview_of(const Services& services, const http::Request& request,
                                 const etl::EtlTasks& tasks) {
  return json::object{{"Database", tasks.database_name()},
                      {"OngoingTasks", TRY(ongoing_tasks(services, request, tasks))},
                      {"Progress", TRY(progress_of_scripts(request, tasks))},
                      {"Stats", TRY(statistics_of_scripts(request, tasks))}};
}

/// The databases that have tasks and that the caller may read, ordered by name.
Result<http::Response> list(const Services& services, const http::Request& request) {
  json::array databases;
  Result<void> outcome;
  services.etl.visit([&](const documents::Database&, const etl::EtlTasks& tasks) {
    if (!request.caller->may(Permission::kReadDatabase, tasks.database_name())) return;
    auto overview = overview_of(services, request, tasks);
    if (!overview) {
      outcome = overview.error();
    } else if (!overview->at("OngoingTasks").as_array().empty()) {
      databases.push_back(*std::move(overview));
    }
  });
  TRY(outcome);
  return json_response(200, json::object{{"Results", std::move(databases)}});
}

}  // namespace

void register_etl_overview_routes(http::Router& router, Services& services) {
  router.add("GET", "/etl/tasks", Permission::kRegistered,
             answering(std::bind_front(list, std::cref(services))));
}

}  // namespace penstock::api
