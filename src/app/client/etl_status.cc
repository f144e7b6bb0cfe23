#include "app/client/etl_status.h"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "app/client/json_members.h"
#include "app/terminal/format.h"
#include "base/text.h"
#include "http/url.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

/// The objects of an answer, which has to have that array.
Result<std::vector<const json::object*>> answered_objects(const json::object& answer,
                                                          std::string_view name) {
  const auto* member = answer.if_contains(name);
  if (member == nullptr || !member->is_array()) {
    return Error{ErrorCode::kInternal, "the server's answer is not that of an ETL endpoint"};
  }
  return object_members(answer, name);
}

EtlProgress progress_of(const json::object& task, const json::object& process) {
  static constexpr std::array<std::string_view, 4> kKinds = {"Documents", "DocumentTombstones",
                                                             "Counters", "CounterTombstones"};
  EtlProgress progress;
  progress.task = text_member(task, "TaskName");
  progress.kind = text_member(task, "EtlType");
  progress.script = text_member(process, "TransformationName");
  progress.completed = flag_member(process, "Completed");
  progress.disabled = flag_member(process, "Disabled");
  for (const auto kind : kKinds) {
    progress.to_process += count_member(process, fmt::format("NumberOf{}ToProcess", kind));
    progress.total += count_member(process, fmt::format("TotalNumberOf{}", kind));
  }
  progress.is_at_least = flag_member(process, "NumbersToProcessAreAtLeast");
  progress.per_second = real_member(process, "AverageProcessedPerSecond");
  progress.description = text_member(process, "StateDescription");
  progress.warnings = text_members(process, "Warnings");
  return progress;
}

EtlStatistics statistics_of(const json::object& task, const json::object& process) {
  EtlStatistics statistics;
  statistics.task = text_member(task, "TaskName");
  statistics.script = text_member(process, "TransformationName");
  const auto* inner = process.if_contains("Statistics");
  if (inner == nullptr || !inner->is_object()) return statistics;
  const auto& counters = inner->get_object();
  statistics.last_etag = count_member(counters, "LastProcessedEtag");
  statistics.transformed = count_member(counters, "TransformationSuccesses");
  statistics.transformation_errors = count_member(counters, "TransformationErrors");
  statistics.loaded = count_member(counters, "LoadSuccesses");
  statistics.load_errors = count_member(counters, "LoadErrors");
  // Both are dates of one form, so that the later one is the greater text.
  statistics.last_error_at = std::max(text_member(counters, "LastTransformationErrorTime"),
                                      text_member(counters, "LastLoadErrorTime"));
  return statistics;
}

/// A sentence as part of another: its first letter small.
std::string within_a_line(std::string sentence) {
  const char first = sentence.front();
  if (first >= 'A' && first <= 'Z') sentence.front() = static_cast<char>(first - 'A' + 'a');
  return sentence;
}

/// "shop on http://...", or the connection string's name and the product behind it.
std::string destination_of(const json::object& task) {
  std::string server = text_member(task, "DestinationUrl");
  if (server.empty()) server = text_member(task, "DestinationServer");
  const std::string database = text_member(task, "DestinationDatabase");
  if (!database.empty()) return server.empty() ? database : database + " on " + server;
  const std::string connection = text_member(task, "ConnectionStringName");
  return server.empty() ? connection : fmt::format("{} ({})", connection, server);
}

Result<json::object> fetch(ServerClient& server, std::string_view database, std::string_view path) {
  return server.call("GET", ServerClient::database_path(database) + std::string(path));
}

std::string script_path(std::string_view database, std::string_view path, std::string_view task,
                        std::string_view script) {
  return fmt::format("{}{}?configurationName={}&transformationName={}",
                     ServerClient::database_path(database), path, http::percent_encode(task),
                     http::percent_encode(script));
}

}  // namespace

bool EtlFilter::matches(std::string_view task_name, std::string_view script_name) const {
  return (task.empty() || equal_ignoring_case(task, task_name)) &&
         (script.empty() || equal_ignoring_case(script, script_name));
}

Result<std::vector<EtlProgress>> parse_etl_progress(const json::object& answer) {
  const auto tasks = TRY(answered_objects(answer, "Results"));
  std::vector<EtlProgress> found;
  for (const auto* task : tasks) {
    for (const auto* process : object_members(*task, "ProcessesProgress")) {
      found.push_back(progress_of(*task, *process));
    }
  }
  return found;
}

Result<std::vector<EtlStatistics>> parse_etl_statistics(const json::object& answer) {
  const auto tasks = TRY(answered_objects(answer, "Results"));
  std::vector<EtlStatistics> found;
  for (const auto* task : tasks) {
    for (const auto* process : object_members(*task, "Stats")) {
      found.push_back(statistics_of(*task, *process));
    }
  }
  return found;
}

Result<std::vector<EtlTask>> parse_etl_tasks(const json::object& answer) {
  static constexpr std::string_view kSuffix = "Etl";
  const auto tasks = TRY(answered_objects(answer, "OngoingTasks"));
  std::vector<EtlTask> found;
  for (const auto* task : tasks) {
    std::string kind = text_member(*task, "TaskType");
    if (!kind.ends_with(kSuffix)) continue;
    kind.resize(kind.size() - kSuffix.size());
    found.push_back({text_member(*task, "TaskName"), kind, text_member(*task, "TaskState"),
                     destination_of(*task)});
  }
  return found;
}

std::string describe_state(const EtlProgress& progress) {
  if (progress.disabled) return "disabled";
  if (!progress.description.empty()) return within_a_line(progress.description);
  return progress.completed || progress.to_process == 0 ? "up to date" : "delivering changes";
}

std::string describe(const EtlProgress& progress) {
  std::string state = describe_state(progress);
  if (progress.disabled || progress.to_process == 0) return state;
  return fmt::format("{}{} behind, {}", progress.is_at_least ? "at least " : "",
                     format_count(progress.to_process), state);
}

std::string describe_kind(std::string_view kind) {
  if (equal_ignoring_case(kind, "Sql")) return "SQL";
  if (equal_ignoring_case(kind, "Raven")) return "documents";
  return std::string(kind);
}

Result<std::vector<EtlProgress>> fetch_etl_progress(ServerClient& server,
                                                    std::string_view database) {
  return parse_etl_progress(TRY(fetch(server, database, "/etl/progress")));
}

Result<std::vector<EtlStatistics>> fetch_etl_statistics(ServerClient& server,
                                                        std::string_view database) {
  return parse_etl_statistics(TRY(fetch(server, database, "/etl/stats")));
}

Result<std::vector<EtlTask>> fetch_etl_tasks(ServerClient& server, std::string_view database) {
  return parse_etl_tasks(TRY(fetch(server, database, "/tasks")));
}

Result<void> reset_etl(ServerClient& server, std::string_view database, std::string_view task,
                       std::string_view script) {
  TRY(server.call("RESET", script_path(database, "/admin/etl", task, script), "{}"));
  return {};
}

Result<void> reset_and_rebuild_etl(ServerClient& server, std::string_view database,
                                   std::string_view task, std::string_view script) {
  TRY(server.call("RESET", script_path(database, "/admin/etl", task, script) + "&rebuild=true",
                  "{}"));
  return {};
}

Result<void> rebuild_etl(ServerClient& server, std::string_view database, std::string_view task,
                         std::string_view script) {
  TRY(server.call("POST", script_path(database, "/admin/etl/rebuild", task, script)));
  return {};
}

}  // namespace penstock::app
