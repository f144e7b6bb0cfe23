#include "app/command_etl.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/client/etl_report.h"
#include "app/client/etl_status.h"
#include "app/client/server_client.h"
#include "app/command_etl_ddl.h"
#include "app/command_etl_dry_run.h"
#include "app/command_etl_errors.h"
#include "app/command_etl_test.h"
#include "app/command_etl_trace.h"
#include "app/command_etl_verify.h"
#include "app/server_command.h"
#include "app/terminal/terminal.h"

namespace penstock::app {
namespace {

struct EtlOptions {
  ServerAddress server;
  std::string database;
  EtlFilter filter;
  bool json = false;
  bool rebuild = false;
};

using Action = Result<std::string> (*)(ServerClient&, const EtlOptions&);

std::string nothing_found(const EtlOptions& options) {
  std::string text = fmt::format("no ETL task in '{}'", options.database);
  if (!options.filter.task.empty()) text += fmt::format(" is named '{}'", options.filter.task);
  if (!options.filter.script.empty()) {
    text += fmt::format(" with a script '{}'", options.filter.script);
  }
  return text;
}

Result<std::string> list(ServerClient& server, const EtlOptions& options) {
  const auto tasks = TRY(fetch_etl_tasks(server, options.database));
  auto processes = TRY(fetch_etl_progress(server, options.database));
  options.filter.keep_matching(processes);
  if (options.json) return etl_list_json(tasks, processes);
  if (processes.empty()) return nothing_found(options) + "\n";
  return render_etl_list(Terminal::on(stdout), tasks, processes);
}

Result<std::string> statistics(ServerClient& server, const EtlOptions& options) {
  auto processes = TRY(fetch_etl_statistics(server, options.database));
  options.filter.keep_matching(processes);
  if (options.json) return etl_statistics_json(processes);
  if (processes.empty()) return nothing_found(options) + "\n";
  return render_etl_statistics(Terminal::on(stdout), processes);
}

using ScriptAction = Result<void> (*)(ServerClient&, std::string_view database,
                                      std::string_view task, std::string_view script);

/// Does it to each script that the filter matches, and tells of it.
Result<std::string> to_scripts(ServerClient& server, const EtlOptions& options, ScriptAction action,
                               std::string_view what) {
  auto processes = TRY(fetch_etl_progress(server, options.database));
  options.filter.keep_matching(processes);
  if (processes.empty()) return not_found(nothing_found(options));
  std::string told;
  for (const EtlProgress& process : processes) {
    TRY(action(server, options.database, process.task, process.script));
    told += fmt::format("{} / {} {}\n", process.task, process.script, what);
  }
  return told;
}

Result<std::string> reset(ServerClient& server, const EtlOptions& options) {
  if (!options.rebuild) return to_scripts(server, options, reset_etl, "starts from the beginning");
  return to_scripts(server, options, reset_and_rebuild_etl,
                    "starts from the beginning, and deletes what the source no longer has");
}

Result<std::string> rebuild(ServerClient& server, const EtlOptions& options) {
  return to_scripts(server, options, rebuild_etl, "deletes what the source no longer has");
}

int run(const EtlOptions& options, Action action) {
  return run_on_server(options.server,
                       [&](ServerClient& server) { return action(server, options); });
}

CLI::App* add_action(CLI::App& etl, const std::string& name, const std::string& description,
                     Action action, int& exit_code) {
  auto options = std::make_shared<EtlOptions>();
  auto* command = etl.add_subcommand(name, description);
  add_server_options(*command, options->server, options->database);
  command->add_option("--task", options->filter.task, "Only the task of this name");
  command->add_option("--script", options->filter.script, "Only the script of this name");
  if (action == list || action == statistics) {
    command->add_flag("--json", options->json, "Print JSON, for programs");
  }
  if (action == reset) {
    command->add_flag("--rebuild", options->rebuild,
                      "And delete what the destination has in the collections or tables that the "
                      "task alone loads to, and the source no longer has");
  }
  command->callback([options, action, &exit_code] { exit_code = run(*options, action); });
  return command;
}

}  // namespace

void add_etl_command(CLI::App& app, int& exit_code) {
  auto* etl = app.add_subcommand("etl", "Look at the ETL tasks of a database");
  etl->require_subcommand(1);
  add_action(*etl, "list", "The tasks, and how far they are", list, exit_code);
  add_action(*etl, "stats", "What they transformed and loaded, and what failed", statistics,
             exit_code);
  add_action(*etl, "reset", "Start a task from the beginning: all documents are sent again", reset,
             exit_code)
      ->get_option("--task")
      ->required();
  add_action(*etl, "rebuild",
             "Delete what the destination has in the collections or tables that a task alone loads "
             "to, and the source no longer has: for destinations that were restored from an older "
             "copy",
             rebuild, exit_code)
      ->get_option("--task")
      ->required();
  add_etl_errors_command(*etl, exit_code);
  add_etl_test_command(*etl, exit_code);
  add_etl_dry_run_command(*etl, exit_code);
  add_etl_trace_command(*etl, exit_code);
  add_etl_verify_command(*etl, exit_code);
  add_etl_ddl_command(*etl, exit_code);
}

}  // namespace penstock::app
