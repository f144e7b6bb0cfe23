// Why a document is, or is not, at the destination of a task (Penstock's own).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

json::value show(const std::optional<etl::RecordedError>& error) {
  if (!error) return nullptr;
  return json::object{{"Step", etl::to_string(error->error.step)},
                      {"Message", error->error.message},
                      {"When", format_wire_time(error->when)},
                      {"RetryRequested", error->retry_requested}};
}

json::value show(const std::optional<etl::TracedAtDestination>& found) {
  if (!found) return nullptr;
  return json::object{
      {"Asked", found->failure.empty()},
      {"Drift", found->drift ? json::value(etl::to_string(found->drift->drift)) : json::value()},
      {"Summary", found->describe()}};
}

json::object show(const etl::Trace& trace) {
  json::array objects;
  for (const auto& object : trace.objects) {
    objects.push_back(json::object{{"Target", object.target}, {"Json", object.json}});
  }
  json::object shown{{"TransformationName", trace.transformation},
                     {"Whereabouts", etl::to_string(trace.whereabouts)},
                     {"Summary", trace.summary},
                     {"Collection", trace.collection},
                     {"Etag", trace.etag.value},
                     {"LastProcessedEtag", nullptr},
                     {"ChangesBefore", nullptr},
                     {"ChangesBeforeAreAtLeast", trace.ahead_is_at_least},
                     {"DeliveredAt", nullptr},
                     {"BatchId", nullptr},
                     {"Error", show(trace.error)},
                     {"Objects", std::move(objects)},
                     {"DebugOutput", json::array(trace.output.begin(), trace.output.end())},
                     {"TransformationError", trace.script_failure},
                     {"Destination", show(trace.at_destination)}};
  if (trace.checkpoint) shown["LastProcessedEtag"] = trace.checkpoint->value;
  if (trace.ahead) shown["ChangesBefore"] = *trace.ahead;
  if (trace.batch) {
    shown["DeliveredAt"] = format_wire_time(trace.batch->load_ended);
    shown["BatchId"] = trace.batch->id;
  }
  return shown;
}

/// Of one script, or of all of the task.
Result<http::Response> trace(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(required_parameter(request, "configurationName"));
  const auto document = TRY(required_parameter(request, "documentId"));
  const auto script = request.parameter("transformationName").value_or("");
  const bool asks_destination = TRY(flag_parameter(request, "destination"));
  const auto record = TRY(tasks.store().read());
  const auto* task = record.find_task(name);
  if (task == nullptr) return not_found(fmt::format("there is no ETL task '{}'", name));
  json::array results;
  for (const auto& transformation : task->transformations) {
    if (!script.empty() && !equal_ignoring_case(script, transformation.name)) continue;
    results.push_back(show(
        TRY(tasks.trace(name, transformation.name, document, asks_destination, request.stop))));
  }
  if (results.empty()) {
    return not_found(fmt::format("there is no ETL script '{}/{}'", name, script));
  }
  return json_response(200, json::object{{"TaskName", task->name},
                                         {"DocumentId", document},
                                         {"Results", std::move(results)}});
}

}  // namespace

void register_etl_trace_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/etl/trace", Permission::kAdministerDatabase,
             with_etl(services, trace));
}

}  // namespace penstock::api
