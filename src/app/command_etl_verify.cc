#include "app/command_etl_verify.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "app/client/etl_status.h"
#include "app/client/json_members.h"
#include "app/client/operations.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/format.h"
#include "app/terminal/terminal.h"
#include "http/url.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

struct VerifyOptions {
  ServerAddress server;
  std::string database;
  EtlFilter filter;
  std::string from;
  bool repair = false;
  bool json = false;
};

/// Of all scripts of the task.
struct Report {
  std::string text;
  bool differs = false;
};

std::string describe_counts(const json::object& counts) {
  const auto number = [&](const char* name) { return format_count(count_member(counts, name)); };
  return fmt::format("{} compared: {} missing, {} surplus, {} different",
                     format_count_of(count_member(counts, "Documents"), "document"),
                     number("Missing"), number("Surplus"), number("Different"));
}

/// How a verification that ended before time goes on.
Error with_next(const Error& error, const json::object& state) {
  const auto next = text_member(object_member(state, "Progress"), "Next");
  if (next.empty()) return error;
  return {error.code, fmt::format("{}. To go on there: --from '{}'", error.message, next)};
}

/// Verifies one script, and tells meanwhile how far it is.
Result<json::object> verify_script(ServerClient& server, const VerifyOptions& options,
                                   const EtlProgress& process) {
  const auto target = fmt::format(
      "{}/admin/etl/verify?configurationName={}&transformationName={}&from={}&repair={}",
      ServerClient::database_path(options.database), http::percent_encode(process.task),
      http::percent_encode(process.script), http::percent_encode(options.from), options.repair);
  Terminal terminal = Terminal::on(stderr);
  const auto state =
      TRY(run_operation(server, options.database, target, [&](const json::object& progress) {
        terminal.redraw({describe_counts(progress)});
      }));
  terminal.redraw({});
  auto result = operation_result(state);
  if (!result) return with_next(result.error(), state);
  return result;
}

void describe(const Terminal& terminal, const EtlProgress& process, const json::object& result,
              Report& report) {
  for (const auto* document : object_members(result, "Drifted")) {
    report.text +=
        fmt::format("{} {}: {}\n", terminal.bad(text_member(*document, "Drift")),
                    text_member(*document, "DocumentId"), text_member(*document, "Detail"));
  }
  const auto drifted = count_member(result, "Missing") + count_member(result, "Surplus") +
                       count_member(result, "Different");
  const auto named = object_members(result, "Drifted").size();
  if (drifted > named) report.text += fmt::format("and {} more\n", format_count(drifted - named));
  report.text += fmt::format("{} / {}: {}", process.task, process.script, describe_counts(result));
  const auto repaired = count_member(result, "Repaired");
  if (repaired > 0) report.text += fmt::format(", {} repaired", format_count(repaired));
  const auto add = [&](const char* name, std::string_view what) {
    const auto count = count_member(result, name);
    if (count > 0) report.text += fmt::format("; {} {}", format_count(count), what);
  };
  add("Failed", "failed, see 'penstock etl errors'");
  add("Pending", "changed and not delivered yet");
  report.text += "\n";
  report.differs = report.differs || drifted > repaired;
}

Result<Report> verify(ServerClient& server, const VerifyOptions& options) {
  auto processes = TRY(fetch_etl_progress(server, options.database));
  options.filter.keep_matching(processes);
  if (processes.empty()) {
    return not_found(fmt::format("no ETL task in '{}' is named '{}'{}", options.database,
                                 options.filter.task,
                                 options.filter.script.empty() ? "" : " with that script"));
  }
  if (processes.size() > 1 && !options.from.empty()) {
    return invalid_argument("the task has several scripts: --script says where to go on");
  }
  Report report;
  for (const auto& process : processes) {
    auto result = TRY(verify_script(server, options, process));
    Report described;
    describe(Terminal::on(stdout), process, result, described);
    report.differs = report.differs || described.differs;
    if (!options.json) {
      report.text += described.text;
      continue;
    }
    result["Task"] = process.task;
    result["Script"] = process.script;
    report.text += json::serialize(result) + "\n";
  }
  return report;
}

int run(const VerifyOptions& options) {
  bool differs = false;
  const auto exit_code =
      run_on_server(options.server, [&](ServerClient& server) -> Result<std::string> {
        auto report = TRY(verify(server, options));
        differs = report.differs;
        return std::move(report.text);
      });
  return differs ? 1 : exit_code;
}

}  // namespace

void add_etl_verify_command(CLI::App& etl, int& exit_code) {
  auto options = std::make_shared<VerifyOptions>();
  auto* command = etl.add_subcommand(
      "verify",
      "Compare the rows of a task with what its script makes of the source now: finds missing, "
      "surplus and different documents");
  add_server_options(*command, options->server, options->database);
  command->add_option("task", options->filter.task, "Name of the task")->required();
  command->add_option("--script", options->filter.script, "Only the script of this name");
  command->add_option("--from", options->from,
                      "Begin after the document of this id, or where an earlier run says");
  command->add_flag(
      "--repair", options->repair,
      "Deliver missing and different documents again, and delete surplus rows, unless "
      "another database delivers there too");
  command->add_flag("--json", options->json, "Print JSON, a line for each script, for programs");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace penstock::app
