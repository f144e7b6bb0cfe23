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

constexpr std::size_t kPageSize = 100;

struct ScriptName {
  std::string task;
  std::string script;
};

Result<ScriptName> script_of(const http::Request& request) {
  auto task = TRY(required_parameter(request, "task"));
  return ScriptName{std::move(task), TRY(required_parameter(request, "script"))};
}

/// `Tries` and `NextTry`: of a document that waits for another, which is tried without being asked
/// for.
json::object show(const etl::RecordedError& recorded) {
  json::object shown{{"DocumentId", recorded.error.document_id},
                     {"Etag", recorded.error.etag.value},
                     {"Step", etl::to_string(recorded.error.step)},
                     {"Error", recorded.error.message},
                     {"RetryRequested", recorded.retry_requested},
                     {"Tries", 0},
                     {"NextTry", nullptr},
                     {"Date", format_wire_time(recorded.when)}};
  if (recorded.wait) shown["Tries"] = recorded.wait->tries;
  if (recorded.wait && recorded.wait->next) {
    shown["NextTry"] = format_wire_time(*recorded.wait->next);
  }
  return shown;
}

/// Which part of a list the request asks for.
struct Part {
  std::size_t start = 0;
  std::size_t size = 0;
};

Result<Part> part_of(const http::Request& request, std::size_t usual_size) {
  const auto start = TRY(number_parameter(request, "start", 0));
  const auto size =
      TRY(number_parameter(request, "pageSize", static_cast<std::int64_t>(usual_size)));
  return Part{static_cast<std::size_t>(start), static_cast<std::size_t>(size)};
}

json::object show(const etl::ErrorCause& cause) {
  return {{"Cause", cause.cause},
          {"Documents", cause.documents},
          {"First", format_wire_time(cause.first)},
          {"Last", format_wire_time(cause.last)},
          {"Sample", show(cause.sample)}};
}

/// All documents, or those of a `cause`.
Result<http::Response> list(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(script_of(request));
  const auto part = TRY(part_of(request, kPageSize));
  const std::string cause(request.parameter("cause").value_or(""));
  const auto page = TRY(tasks.errors(name.task, name.script, cause, part.start, part.size));
  json::array results;
  for (const auto& recorded : page.errors) results.push_back(show(recorded));
  return json_response(200,
                       json::object{{"Results", std::move(results)}, {"TotalResults", page.total}});
}

/// The same by what is wrong: how many documents, since when, and one of them.
Result<http::Response> causes(const http::Request& request, etl::EtlTasks& tasks) {
  const auto name = TRY(script_of(request));
  const auto part = TRY(part_of(request, etl::ErrorCauses::kCausesMax + 1));
  const auto causes = TRY(tasks.error_causes(name.task, name.script));
  json::array results;
  for (std::size_t i = part.start; i < causes.size() && results.size() < part.size; ++i) {
    results.push_back(show(causes[i]));
  }
  return json_response(
      200, json::object{{"Results", std::move(results)}, {"TotalResults", causes.size()}});
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
  router.add("GET", "/databases/{database}/etl/errors", Permission::kAdministerDatabase,
             with_etl(services, list));
  router.add("GET", "/databases/{database}/etl/errors/causes", Permission::kAdministerDatabase,
             with_etl(services, causes));
  router.add("POST", "/databases/{database}/admin/etl/errors/retry",
             Permission::kAdministerDatabase, with_etl(services, retry));
  router.add("DELETE", "/databases/{database}/admin/etl/errors", Permission::kAdministerDatabase,
             with_etl(services, drop));
}

}  // namespace penstock::api
