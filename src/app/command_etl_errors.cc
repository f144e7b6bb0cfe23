#include "app/command_etl_errors.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/client/etl_errors.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/terminal.h"

namespace penstock::app {
namespace {

constexpr std::size_t kListedMax = 1000;

struct ErrorOptions {
  ServerAddress server;
  std::string database;
  EtlFilter filter;
  EtlErrorSelection selection;
  bool json = false;
};

using Action = Result<std::string> (*)(ServerClient&, const ErrorOptions&);

Result<std::string> list(ServerClient& server, const ErrorOptions& options) {
  const auto errors = TRY(fetch_etl_errors(server, options.database, options.filter, kListedMax));
  if (options.json) return etl_errors_json(errors);
  if (errors.empty()) return fmt::format("no errors in '{}'\n", options.database);
  return render_etl_errors(Terminal::on(stdout), errors);
}

Result<std::string> causes(ServerClient& server, const ErrorOptions& options) {
  auto told =
      TRY(render_etl_error_causes(server, options.database, options.filter, Terminal::on(stdout)));
  return told.empty() ? fmt::format("no errors in '{}'\n", options.database) : told;
}

/// The scripts that the filter matches. Errors: kNotFound if there are none.
Result<std::vector<EtlStatistics>> matching(ServerClient& server, const ErrorOptions& options) {
  auto processes = TRY(fetch_etl_statistics(server, options.database));
  options.filter.keep_matching(processes);
  if (processes.empty()) return not_found("there is no such ETL script");
  return processes;
}

Result<std::string> retry(ServerClient& server, const ErrorOptions& options) {
  std::string told;
  for (const auto& process : TRY(matching(server, options))) {
    const auto count = TRY(retry_etl_errors(server, options.database, process.task, process.script,
                                            options.selection));
    told += fmt::format("{} / {}: {} {} delivered again\n", process.task, process.script, count,
                        count == 1 ? "document is" : "documents are");
  }
  return told;
}

Result<std::string> drop(ServerClient& server, const ErrorOptions& options) {
  std::string told;
  for (const auto& process : TRY(matching(server, options))) {
    TRY(drop_etl_errors(server, options.database, process.task, process.script, options.selection));
    const bool all = options.selection.documents.empty() && options.selection.cause.empty();
    told += fmt::format("{} / {}: {} from the error list\n", process.task, process.script,
                        all ? "all taken" : "taken");
  }
  return told;
}

int run(const ErrorOptions& options, Action action) {
  return run_on_server(options.server,
                       [&](ServerClient& server) { return action(server, options); });
}

void add_action(CLI::App& errors, const std::string& name, const std::string& description,
                Action action, int& exit_code) {
  auto options = std::make_shared<ErrorOptions>();
  auto* command = errors.add_subcommand(name, description);
  add_server_options(*command, options->server, options->database);
  auto* task = command->add_option("--task", options->filter.task, "Only the task of this name");
  command->add_option("--script", options->filter.script, "Only the script of this name");
  if (action == list) {
    command->add_flag("--json", options->json, "Print JSON, for programs");
  } else if (action == retry || action == drop) {
    task->required();
    auto* document =
        command->add_option("--document", options->selection.documents,
                            "Only the document of this id; may be given several times");
    command
        ->add_option("--cause", options->selection.cause,
                     "Only the documents of this cause, as 'penstock etl errors causes' shows it")
        ->excludes(document);
  }
  command->callback([options, action, &exit_code] { exit_code = run(*options, action); });
}

}  // namespace

void add_etl_errors_command(CLI::App& etl, int& exit_code) {
  auto* errors = etl.add_subcommand("errors", "The documents that could not be delivered");
  errors->require_subcommand(1);
  add_action(*errors, "list", "Which, and why", list, exit_code);
  add_action(*errors, "causes", "What is wrong, and with how many", causes, exit_code);
  add_action(*errors, "retry", "Deliver them again, as they are now or as deletes", retry,
             exit_code);
  add_action(*errors, "drop", "Take them off the list: they stay as they are until they change",
             drop, exit_code);
}

}  // namespace penstock::app
