// The documents that ETL tasks could not deliver (Penstock's own).
#include <string>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/request_reading.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t kPageSize = 100;

struct ScriptName {
  std::string task;
  std::string script;
};

Result<ScriptName> script_of(const http::Request& request) {
  auto task = TRY(required_parameter(request, "task"));
  return ScriptName{std::move(task), TRY(required_parameter(request, "script"))};
}

json::object show(const etl::RecordedError& recorded) {
  return {{"DocumentId", recorded.error.document_id},    {"Etag", recorded.error.etag.value},
          {"Step", etl::to_string(recorded.error.step)}, {"Error", recorded.error.message},
          {"RetryRequested", recorded.retry_requested},  {"Date", format_wire_time(recorded.when)}};
}

Result<http::Response> list(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(script_of(request));
  const auto start = TRY(number_parameter(request, "start", 0));
  const auto page_size = TRY(number_parameter(request, "pageSize", kPageSize));
  json::array results;
  for (const auto& recorded :
       TRY(tasks.errors(name.task, name.script, static_cast<std::size_t>(start),
                        static_cast<std::size_t>(page_size)))) {
    results.push_back(show(recorded));
  }
  return json_response(200, json::object{{"Results", std::move(results)}});
}

/// The same by what is wrong: how many documents, since when, and one of them.
Result<http::Response> causes(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(script_of(request));
  json::array results;
  for (const auto& cause : TRY(tasks.error_causes(name.task, name.script))) {
    results.push_back(json::object{{"Cause", cause.cause},
                                   {"Documents", cause.documents},
                                   {"First", format_wire_time(cause.first)},
                                   {"Last", format_wire_time(cause.last)},
                                   {"Sample", show(cause.sample)}});
  }
  return json_response(200, json::object{{"Results", std::move(results)}});
}

/// The documents that the request names in `id` parameters, or those of a `cause`; none means all.
etl::ErrorSelection selection_of(const http::Request& request) {
  etl::ErrorSelection selection;
  for (const auto id : request.parameters("id")) selection.document_ids.emplace_back(id);
  selection.cause = std::string(request.parameter("cause").value_or(""));
  return selection;
}

/// Delivers documents of the error list again.
Result<http::Response> retry(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(script_of(request));
  const auto count = TRY(tasks.retry_errors(name.task, name.script, selection_of(request)));
  return json_response(202, json::object{{"Documents", count}});
}

/// Takes documents off the error list.
Result<http::Response> drop(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(script_of(request));
  TRY(tasks.drop_errors(name.task, name.script, selection_of(request)));
  return empty_response(204);
}

}  // namespace

void register_etl_error_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/etl/errors", with_etl(services, list));
  router.add("GET", "/databases/{database}/etl/errors/causes", with_etl(services, causes));
  router.add("POST", "/databases/{database}/admin/etl/errors/retry", with_etl(services, retry));
  router.add("DELETE", "/databases/{database}/admin/etl/errors", with_etl(services, drop));
}

}  // namespace penstock::api
