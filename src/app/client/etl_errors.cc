#include "app/client/etl_errors.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "app/client/json_members.h"
#include "app/terminal/format.h"
#include "app/terminal/table.h"
#include "http/url.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

std::string script_query(std::string_view task, std::string_view script) {
  return fmt::format("?task={}&script={}", http::percent_encode(task),
                     http::percent_encode(script));
}

std::string selection_query(const EtlErrorSelection& selection) {
  std::string query;
  for (const auto& id : selection.documents) query += "&id=" + http::percent_encode(id);
  if (!selection.cause.empty()) query += "&cause=" + http::percent_encode(selection.cause);
  return query;
}

EtlError error_of(const EtlStatistics& process, const json::object& error) {
  return {.task = process.task,
          .script = process.script,
          .document_id = text_member(error, "DocumentId"),
          .step = text_member(error, "Step"),
          .message = text_member(error, "Error"),
          .date = text_member(error, "Date"),
          .retry_requested = flag_member(error, "RetryRequested"),
          .tries = count_member(error, "Tries"),
          .next_try = text_member(error, "NextTry")};
}

std::string step_of(const EtlError& error) {
  if (error.retry_requested) return error.step + " (trying again)";
  if (!error.next_try.empty()) return fmt::format("{} (again {})", error.step, error.next_try);
  if (error.tries > 0) return fmt::format("{} (tried {} times)", error.step, error.tries);
  return error.step;
}

}  // namespace

Result<std::vector<EtlError>> fetch_etl_errors(ServerClient& server, std::string_view database,
                                               const EtlFilter& filter, std::size_t count_max) {
  std::vector<EtlError> errors;
  for (const auto& process : TRY(fetch_etl_statistics(server, database))) {
    if (!filter.matches(process.task, process.script)) continue;
    const auto answer = TRY(server.call(
        "GET", fmt::format("{}/etl/errors{}&pageSize={}", ServerClient::database_path(database),
                           script_query(process.task, process.script), count_max)));
    const auto* results = answer.if_contains("Results");
    if (results == nullptr || !results->is_array()) {
      return Error{ErrorCode::kInternal, "the server's answer about ETL errors has no 'Results'"};
    }
    for (const auto* error : object_members(answer, "Results")) {
      errors.push_back(error_of(process, *error));
    }
  }
  return errors;
}

std::string render_etl_errors(const Terminal& terminal, const std::vector<EtlError>& errors) {
  Table table({{"TASK"}, {"SCRIPT"}, {"DOCUMENT"}, {"STEP"}, {"WHEN"}, {"ERROR"}});
  for (const auto& error : errors) {
    table.add(
        {error.task, error.script, error.document_id, step_of(error), error.date, error.message});
  }
  return table.render(terminal, 0);
}

std::string etl_errors_json(const std::vector<EtlError>& errors) {
  json::array array;
  for (const auto& error : errors) {
    array.push_back(json::object{{"Task", error.task},
                                 {"Script", error.script},
                                 {"DocumentId", error.document_id},
                                 {"Step", error.step},
                                 {"Date", error.date},
                                 {"RetryRequested", error.retry_requested},
                                 {"Tries", error.tries},
                                 {"NextTry", error.next_try},
                                 {"Error", error.message}});
  }
  return json::serialize(array) + "\n";
}

Result<std::string> render_etl_error_causes(ServerClient& server, std::string_view database,
                                            const EtlFilter& filter, const Terminal& terminal) {
  Table table({{"TASK"}, {"SCRIPT"}, {"DOCUMENTS"}, {"FIRST"}, {"LAST"}, {"SAMPLE"}, {"CAUSE"}});
  bool is_empty = true;
  for (const auto& process : TRY(fetch_etl_statistics(server, database))) {
    if (!filter.matches(process.task, process.script)) continue;
    const auto answer =
        TRY(server.call("GET", ServerClient::database_path(database) + "/etl/errors/causes" +
                                   script_query(process.task, process.script)));
    for (const auto* cause : object_members(answer, "Results")) {
      const auto* sample = cause->if_contains("Sample");
      table.add({process.task, process.script, format_count(count_member(*cause, "Documents")),
                 text_member(*cause, "First"), text_member(*cause, "Last"),
                 sample != nullptr && sample->is_object()
                     ? text_member(sample->get_object(), "DocumentId")
                     : std::string(),
                 text_member(*cause, "Cause")});
      is_empty = false;
    }
  }
  return is_empty ? std::string() : table.render(terminal, 0);
}

Result<std::uint64_t> retry_etl_errors(ServerClient& server, std::string_view database,
                                       std::string_view task, std::string_view script,
                                       const EtlErrorSelection& selection) {
  const auto answer =
      TRY(server.call("POST", ServerClient::database_path(database) + "/admin/etl/errors/retry" +
                                  script_query(task, script) + selection_query(selection)));
  return count_member(answer, "Documents");
}

Result<void> drop_etl_errors(ServerClient& server, std::string_view database, std::string_view task,
                             std::string_view script, const EtlErrorSelection& selection) {
  TRY(server.call("DELETE", ServerClient::database_path(database) + "/admin/etl/errors" +
                                script_query(task, script) + selection_query(selection)));
  return {};
}

}  // namespace penstock::app
