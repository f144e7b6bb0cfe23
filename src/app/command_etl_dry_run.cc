#include "app/command_etl_dry_run.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "app/client/etl_configuration.h"
#include "app/client/json_members.h"
#include "app/client/operations.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/format.h"
#include "app/terminal/terminal.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

struct DryRunOptions {
  ServerAddress server;
  std::string database;
  std::string task;
  std::string script;
  std::uint64_t documents = 0;
  bool json = false;
};

std::string describe_progress(const json::object& state) {
  return fmt::format("{} of {} tried", format_count(count_member(state, "Documents")),
                     format_count_of(count_member(state, "Total"), "document"));
}

Result<json::object> try_documents(ServerClient& server, const DryRunOptions& options) {
  auto tried = TRY(fetch_etl_configuration(server, options.database, options.task, options.script));
  const auto target = fmt::format("{}/admin/etl/dry-run?documents={}",
                                  ServerClient::database_path(options.database), options.documents);
  Terminal terminal = Terminal::on(stderr);
  const auto state = TRY(run_operation(
      server, options.database, target,
      [&](const json::object& progress) { terminal.redraw({describe_progress(progress)}); },
      json::serialize(json::object{{"Configuration", std::move(tried.task)}})));
  terminal.redraw({});
  return operation_result(state);
}

std::string render(const Terminal& terminal, const json::object& result) {
  std::string text;
  for (const auto* cause : object_members(result, "Causes")) {
    text += fmt::format("{} {}, such as {}: {}\n", terminal.bad("failed:"),
                        format_count_of(count_member(*cause, "Documents"), "document"),
                        text_member(*cause, "SampleId"), text_member(*cause, "Error"));
  }
  for (const auto* target : object_members(result, "Targets")) {
    text +=
        fmt::format("{} to {}, such as from {}\n", format_count(count_member(*target, "Objects")),
                    text_member(*target, "Name"), text_member(*target, "SampleId"));
  }
  const auto filtered = count_member(result, "Filtered");
  if (filtered > 0) {
    text +=
        fmt::format("{} left out by the script, such as {}\n",
                    format_count_of(filtered, "document"), text_member(result, "FilteredSampleId"));
  }
  return text + fmt::format("{} tried, {} failed; nothing was sent\n",
                            format_count_of(count_member(result, "Documents"), "document"),
                            format_count(count_member(result, "Failed")));
}

int run(const DryRunOptions& options) {
  bool failed = false;
  const auto exit_code =
      run_on_server(options.server, [&](ServerClient& server) -> Result<std::string> {
        const auto result = TRY(try_documents(server, options));
        failed = count_member(result, "Failed") > 0;
        return options.json ? json::serialize(result) + "\n" : render(Terminal::on(stdout), result);
      });
  return failed ? 1 : exit_code;
}

}  // namespace

void add_etl_dry_run_command(CLI::App& etl, int& exit_code) {
  auto options = std::make_shared<DryRunOptions>();
  auto* command = etl.add_subcommand(
      "dry-run", "Count what a task would send for its documents, and what fails; nothing is sent");
  add_server_options(*command, options->server, options->database);
  command->add_option("task", options->task, "Name of the task")->required();
  command->add_option("--script", options->script, "Name of the script, if there are several");
  command->add_option("--documents", options->documents,
                      "Try only so many, those that changed least recently");
  command->add_flag("--json", options->json, "Print JSON, for programs");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace penstock::app
