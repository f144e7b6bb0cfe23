// Dry runs of ETL scripts (protocol, section 12.6): what a task would send for one document.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "etl/document/batch_body.h"
#include "etl/document/commands.h"
#include "etl/dry_run.h"
#include "etl/sql/statement_preview.h"
#include "script/discovery.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

Result<etl::DryRunRequest> read_request(const http::Request& request, etl::DestinationKind kind) {
  const auto body = TRY(object_body(request));
  auto task = TRY(configuration_member(body));
  task["EtlType"] = etl::to_string(kind);
  if (!task.contains("ConnectionStringName")) task["ConnectionStringName"] = "";
  const auto* is_delete = body.if_contains("IsDelete");
  etl::DryRunRequest dry_run;
  dry_run.task = TRY(etl::TaskDefinition::parse(task));
  dry_run.document_id = TRY(string_member(body, "DocumentId"));
  dry_run.is_delete = is_delete != nullptr && is_delete->is_bool() && is_delete->get_bool();
  if (dry_run.document_id.empty()) return invalid_argument("'DocumentId' must name a document");
  return dry_run;
}

std::vector<std::string> targets_of(const etl::DryRunRequest& request) {
  const auto& transformation = request.task.transformations.front();
  if (transformation.has_empty_script()) return {};
  return script::discover_targets(transformation.script);
}

json::object show_error(const Services& services, const std::string& document_id,
                        const std::string& error) {
  return {{"Date", format_wire_time(services.clock.now())},
          {"DocumentId", document_id},
          {"Error", error}};
}

/// What the answers of both kinds say besides.
void add_outcome(const Services& services, const etl::DryRunOutcome& outcome,
                 const std::optional<std::string>& failure, json::object& answer) {
  json::array errors;
  if (failure) errors.push_back(show_error(services, outcome.document.id, *failure));
  json::array warnings;
  for (const auto& warning : outcome.warnings) {
    warnings.push_back(json::object{{"Line", warning.position.line},
                                    {"Column", warning.position.column},
                                    {"Message", warning.message}});
  }
  answer["TransformationErrors"] = std::move(errors);
  answer["DebugOutput"] = json::array(outcome.output.begin(), outcome.output.end());
  answer["Warnings"] = std::move(warnings);
}

/// The commands as they would be sent, `{"Commands":[...]}`: their numbers keep their digits.
Result<std::string> commands_of(const etl::DryRunRequest& request,
                                const etl::DryRunOutcome& outcome) {
  const auto commands = TRY(etl::document::to_commands(
      outcome.document, etl::document::command_rules(request.task.transformations.front())));
  return etl::document::batch_text({&commands, 1});
}

Result<http::Response> test_raven(const Services& services, const http::Request& request,
                                  etl::EtlTasks& tasks) {
  const auto dry_run = TRY(read_request(request, etl::DestinationKind::kRaven));
  const auto outcome = TRY(tasks.dry_run(dry_run));
  auto failure = outcome.failure;
  std::string commands = R"({"Commands":[]})";
  if (!failure) {
    auto made = commands_of(dry_run, outcome);
    if (made) {
      commands = *std::move(made);
    } else {
      failure = made.error().message;
    }
  }
  json::object rest;
  add_outcome(services, outcome, failure, rest);
  auto answer = json_response(200, rest);
  commands.back() = ',';
  answer.body = commands + json::serialize(rest).substr(1);
  return answer;
}

json::array show(const std::vector<etl::sql::TablePreview>& tables) {
  json::array summary;
  for (const auto& table : tables) {
    json::array commands;
    for (const auto& statement : table.statements) {
      json::array parameters;
      for (const auto& parameter : statement.parameters) {
        parameters.push_back(json::object{{"Key", parameter.name}, {"Value", parameter.value}});
      }
      commands.push_back(
          json::object{{"CommandText", statement.text}, {"Params", std::move(parameters)}});
    }
    summary.push_back(json::object{{"TableName", table.table}, {"Commands", std::move(commands)}});
  }
  return summary;
}

json::array show(const std::vector<etl::sql::QueryRow>& rows) {
  json::array shown;
  for (const auto& row : rows) {
    json::array values;
    for (const auto& value : row) values.push_back(value ? json::value(*value) : json::value());
    shown.push_back(std::move(values));
  }
  return shown;
}

/// What the tables have of the document, before and after.
json::array show(const std::vector<etl::sql::TrialTable>& tables) {
  json::array shown;
  for (const auto& table : tables) {
    shown.push_back(
        json::object{{"TableName", table.table},
                     {"Columns", json::array(table.columns.begin(), table.columns.end())},
                     {"Before", show(table.before)},
                     {"After", show(table.after)}});
  }
  return shown;
}

/// Where the statements are run; there may be none if they are only shown. Errors:
/// kInvalidArgument.
Result<std::optional<etl::ConnectionString>> connection_of(const etl::EtlTasks& tasks,
                                                           const etl::TaskDefinition& task,
                                                           bool performs) {
  const auto record = TRY(tasks.store().read());
  const auto* found = record.find_connection_string(task);
  if (found != nullptr) return *found;
  if (!performs) return std::nullopt;
  return invalid_argument(fmt::format("there is no SQL connection string '{}' to run statements on",
                                      task.connection_string_name));
}

Result<http::Response> test_sql(const Services& services, const http::Request& request,
                                etl::EtlTasks& tasks) {
  const auto dry_run = TRY(read_request(request, etl::DestinationKind::kSql));
  const bool performs = TRY(flag_member(TRY(object_body(request)), "PerformRolledBackTransaction"));
  const auto connection = TRY(connection_of(tasks, dry_run.task, performs));
  const auto outcome = TRY(tasks.dry_run(dry_run));
  auto failure = outcome.failure;
  json::array summary;
  if (!failure) {
    const auto tables = etl::sql::preview_statements(
        connection ? &*connection : nullptr, dry_run.task, targets_of(dry_run), outcome.document);
    if (tables) {
      summary = show(*tables);
    } else {
      failure = tables.error().message;
    }
  }
  json::array load_errors;
  json::array rows;
  if (performs && !failure) {
    const auto tried = services.try_sql_document(dry_run.task, *connection, outcome);
    const auto error = tried ? tried->refusal : std::optional(tried.error().message);
    if (error) load_errors.push_back(show_error(services, outcome.document.id, *error));
    if (tried) rows = show(tried->tables);
  }
  json::object answer{{"Summary", std::move(summary)},
                      {"LoadErrors", std::move(load_errors)},
                      {"Rows", std::move(rows)}};
  add_outcome(services, outcome, failure, answer);
  return json_response(200, answer);
}

}  // namespace

void register_etl_test_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/admin/etl/raven/test", Permission::kAdministerDatabase,
             with_etl(services, std::bind_front(test_raven, std::cref(services))));
  router.add("POST", "/databases/{database}/admin/etl/sql/test", Permission::kAdministerDatabase,
             with_etl(services, std::bind_front(test_sql, std::cref(services))));
}

}  // namespace penstock::api
