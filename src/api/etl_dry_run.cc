// Trying a task on many documents, with nothing sent: an operation (Penstock's own).
#include <memory>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/operations/operation_host.h"
#include "api/request_reading.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

json::object show(const etl::DryRunTarget& target) {
  return {{"Name", target.name}, {"Objects", target.objects}, {"SampleId", target.sample_id}};
}

json::object show(const etl::ErrorCause& cause) {
  return {{"Cause", cause.cause},
          {"Documents", cause.documents},
          {"SampleId", cause.sample.error.document_id},
          {"Error", cause.sample.error.message}};
}

json::object show(const etl::BulkDryRunState& state) {
  json::array targets;
  for (const auto& target : state.targets) targets.push_back(show(target));
  json::array causes;
  for (const auto& cause : state.causes) causes.push_back(show(cause));
  return {{"Total", state.total},          {"Documents", state.documents},
          {"Deletions", state.deletions},  {"Failed", state.failed},
          {"Filtered", state.filtered},    {"FilteredSampleId", state.filtered_id},
          {"Targets", std::move(targets)}, {"Causes", std::move(causes)}};
}

Result<etl::BulkDryRunRequest> read_request(const http::Request& request) {
  etl::BulkDryRunRequest dry_run;
  const auto documents = TRY(number_parameter(request, "documents", 0));
  if (documents > 0) dry_run.documents_max = static_cast<std::uint64_t>(documents);
  dry_run.task =
      TRY(etl::TaskDefinition::parse(TRY(configuration_member(TRY(object_body(request))))));
  TRY(etl::check_dry_run(dry_run.task));
  return dry_run;
}

/// Of all documents, or of so many as the parameter `documents` says.
Result<http::Response> start(Services& services, const http::Request& request,
                             documents::Database& database) {
  auto dry_run = TRY(read_request(request));
  const auto tasks = TRY(services.etl.of(database.identity().name));
  const auto& task = dry_run.task;
  auto message = fmt::format("{}/{}", task.name, task.transformations.front().name);
  const auto id = TRY(services.operations.start(
      services.operations.of(database), std::nullopt, {"EtlDryRun", std::move(message)},
      [tasks, dry_run = std::move(dry_run)](RunningOperation& running) -> Result<json::value> {
        return show(TRY(tasks->dry_run(
            dry_run, [&](const auto& reached) { running.report(show(reached)); }, running.stop())));
      }));
  return operation_started(services, id);
}

}  // namespace

void register_etl_dry_run_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/admin/etl/dry-run", Permission::kAdministerDatabase,
             with_database(services, std::bind_front(start, std::ref(services))));
}

}  // namespace penstock::api
