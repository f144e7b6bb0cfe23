// How ETL tasks are doing: statistics, progress, batches (protocol, section 12.5).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/request_reading.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<WallTime>& time) {
  return time ? json::value(format_wire_time(*time)) : json::value(nullptr);
}

double milliseconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// Calls `describe` with each script that the request asks for, and groups what it makes by task.
template <typename Describe>
Result<json::array> by_task(const http::Request& request, const etl::EtlTasks& tasks,
                            const char* member, Describe describe) {
  json::array results;
  for (const auto& task : TRY(tasks.list())) {
    json::array processes;
    for (const auto& process : task.processes) {
      if (is_asked_for(request, task.definition.name, process.transformation.name)) {
        processes.push_back(describe(process));
      }
    }
    if (processes.empty()) continue;
    results.push_back(json::object{{"TaskName", task.definition.name},
                                   {"EtlType", etl::to_string(task.definition.kind)},
                                   {member, std::move(processes)}});
  }
  return results;
}

json::value delivery_of(const etl::ProcessInfo& process) {
  const auto& delivery = process.statistics.delivery;
  return delivery ? json::value(etl::to_string(*delivery)) : json::value(nullptr);
}

json::object statistics_of(const etl::ProcessInfo& process) {
  const auto& statistics = process.statistics;
  return {{"LastAlert", nullptr},
          {"LastTransformationErrorTime", time_or_null(statistics.last_transformation_error)},
          {"LastLoadErrorTime", time_or_null(statistics.last_load_error)},
          {"LastProcessedEtag", statistics.checkpoint.value_or(etl::Etag{}).value},
          {"TransformationSuccesses", statistics.transformation_successes},
          {"TransformationErrors", statistics.transformation_errors},
          {"LoadSuccesses", statistics.load_successes},
          {"LoadErrors", statistics.load_errors},
          {"Retries", statistics.retries},
          {"Delivery", delivery_of(process)},
          {"HealthStatus", etl::to_string(statistics.health())},
          {"NextRetryTime", time_or_null(statistics.retry_at)},
          {"LastSuccessfulBatchTime", time_or_null(statistics.last_success)},
          {"DocumentsInErrorList", process.errors}};
}

Result<http::Response> stats(const http::Request& request, etl::EtlTasks& tasks) {
  return json_response(200, json::object{{"Results", TRY(statistics_of_scripts(request, tasks))}});
}

/// As stats(), with how it is going now.
Result<http::Response> debug_stats(const http::Request& request, etl::EtlTasks& tasks) {
  auto results =
      TRY(by_task(request, tasks, "Stats", [](const etl::ProcessInfo& process) -> json::object {
        return {{"TransformationName", process.transformation.name},
                {"Statistics", statistics_of(process)},
                {"Metrics", json::object{{"State", etl::to_string(process.statistics.state)},
                                         {"StateDescription", process.statistics.describe()},
                                         {"RetryAt", time_or_null(process.statistics.retry_at)}}}};
      }));
  return json_response(200, json::object{{"Results", std::move(results)}});
}

json::object batch(const etl::BatchStatistics& batch, bool with_error) {
  return {{"Id", batch.id},
          {"Started", format_wire_time(batch.prepare_started)},
          {"PrepareEnded", format_wire_time(batch.prepare_ended)},
          {"LoadStarted", format_wire_time(batch.load_started)},
          {"Completed", format_wire_time(batch.load_ended)},
          {"FromEtag", batch.from.value},
          {"LastLoadedEtag", batch.to.value},
          {"NumberOfExtractedItems", json::object{{"Document", batch.documents},
                                                  {"Tombstone", batch.tombstones},
                                                  {"Item", batch.items}}},
          {"NumberOfSkippedItems", batch.skipped},
          {"NumberOfTransformedObjects", batch.objects},
          {"BatchSizeInBytes", batch.output_bytes},
          {"TransformationErrorCount", batch.transformation_errors},
          {"LoadErrorCount", batch.load_errors},
          {"LoadSuccessCount", batch.load_successes},
          {"BatchTransformationCompleteReason", etl::to_string(batch.end)},
          {"Succeeded", batch.succeeded},
          {"Error", with_error && !batch.error.empty() ? json::value(batch.error) : nullptr},
          {"DurationInMs", json::object{{"Extract", milliseconds(batch.extract_time)},
                                        {"Transform", milliseconds(batch.transform_time)},
                                        {"Load", milliseconds(batch.load_time)}}}};
}

/// The last batches of each script, oldest first.
Result<http::Response> performance(const http::Request& request, etl::EtlTasks& tasks) {
  const bool with_error = may_see_destinations(request, tasks);
  auto results = TRY(by_task(request, tasks, "Stats",
                             [with_error](const etl::ProcessInfo& process) -> json::object {
                               json::array batches;
                               for (const auto& one : process.statistics.batches) {
                                 batches.push_back(batch(one, with_error));
                               }
                               return {{"TransformationName", process.transformation.name},
                                       {"Performance", std::move(batches)}};
                             }));
  return json_response(200, json::object{{"Results", std::move(results)}});
}

json::object progress_of(const etl::ProcessProgress& progress, const etl::ProcessInfo& process) {
  return {
      {"TransformationName", progress.transformation},
      {"Completed", progress.completed},
      {"Disabled", progress.disabled},
      {"AverageProcessedPerSecond", progress.documents_per_second},
      {"NumberOfDocumentsToProcess", progress.documents.remaining},
      {"TotalNumberOfDocuments", progress.documents.total},
      {"NumberOfDocumentTombstonesToProcess", progress.tombstones.remaining},
      {"TotalNumberOfDocumentTombstones", progress.tombstones.total},
      {"NumberOfCountersToProcess", progress.counters.remaining},
      {"TotalNumberOfCounters", progress.counters.total},
      {"NumberOfCounterTombstonesToProcess", progress.counter_tombstones.remaining},
      {"TotalNumberOfCounterTombstones", progress.counter_tombstones.total},
      {"NumberOfAttachmentTombstonesToProcess", progress.attachment_tombstones.remaining},
      {"TotalNumberOfAttachmentTombstones", progress.attachment_tombstones.total},
      {"NumberOfTimeSeriesSegmentsToProcess", progress.time_series_segments.remaining},
      {"TotalNumberOfTimeSeriesSegments", progress.time_series_segments.total},
      {"NumberOfTimeSeriesDeletedRangesToProcess", progress.time_series_deleted_ranges.remaining},
      {"TotalNumberOfTimeSeriesDeletedRanges", progress.time_series_deleted_ranges.total},
      // Penstock's own:
      {"NumbersToProcessAreAtLeast", progress.is_at_least},
      {"Delivery", delivery_of(process)},
      {"State", etl::to_string(process.statistics.state)},
      {"StateDescription", process.statistics.describe()},
      {"Warnings", json::array(process.warnings.begin(), process.warnings.end())}};
}

const etl::ProcessInfo* find_process(const std::vector<etl::TaskInfo>& tasks, std::string_view task,
                                     std::string_view script) {
  for (const auto& info : tasks) {
    if (info.definition.name != task) continue;
    for (const auto& process : info.processes) {
      if (process.transformation.name == script) return &process;
    }
  }
  return nullptr;
}

Result<http::Response> progress(const http::Request& request, etl::EtlTasks& tasks) {
  return json_response(200, json::object{{"Results", TRY(progress_of_scripts(request, tasks))}});
}

}  // namespace

Result<json::array> statistics_of_scripts(const http::Request& request,
                                          const etl::EtlTasks& tasks) {
  return by_task(request, tasks, "Stats", [](const etl::ProcessInfo& process) -> json::object {
    return {{"TransformationName", process.transformation.name},
            {"Statistics", statistics_of(process)}};
  });
}

Result<json::array> progress_of_scripts(const http::Request& request, const etl::EtlTasks& tasks) {
  const auto infos = TRY(tasks.list());
  json::array results;
  for (const auto& task : TRY(tasks.progress())) {
    json::array processes;
    for (const auto& one : task.processes) {
      // A task that was added between the two looks shows at the next one.
      const auto* process = find_process(infos, task.task, one.transformation);
      if (process == nullptr || !is_asked_for(request, task.task, one.transformation)) continue;
      processes.push_back(progress_of(one, *process));
    }
    if (processes.empty()) continue;
    results.push_back(json::object{{"TaskName", task.task},
                                   {"EtlType", etl::to_string(task.kind)},
                                   {"ProcessesProgress", std::move(processes)}});
  }
  return results;
}

void register_etl_statistics_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/etl/stats", Permission::kReadDatabase,
             with_etl(services, stats));
  router.add("GET", "/databases/{database}/etl/debug/stats", Permission::kReadDatabase,
             with_etl(services, debug_stats));
  router.add("GET", "/databases/{database}/etl/progress", Permission::kReadDatabase,
             with_etl(services, progress));
  router.add("GET", "/databases/{database}/etl/performance", Permission::kReadDatabase,
             with_etl(services, performance));
}

}  // namespace penstock::api
