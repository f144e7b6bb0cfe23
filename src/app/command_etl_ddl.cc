#include "app/command_etl_ddl.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "app/client/json_members.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "http/url.h"

namespace penstock::app {
namespace {

struct DdlOptions {
  ServerAddress server;
  std::string database;
  std::string task;
};

Result<std::string> print_ddl(ServerClient& server, const DdlOptions& options) {
  const auto answer =
      TRY(server.call("GET", fmt::format("{}/admin/etl/ddl?configurationName={}",
                                         ServerClient::database_path(options.database),
                                         http::percent_encode(options.task))));
  std::string text;
  for (const auto& statement : text_members(answer, "Statements")) {
    text += statement + ";\n";
  }
  return text.empty() ? "-- nothing is missing\n" : text;
}

}  // namespace

void add_etl_ddl_command(CLI::App& etl, int& exit_code) {
  auto options = std::make_shared<DdlOptions>();
  auto* command = etl.add_subcommand(
      "ddl",
      "Print the statements that make the tables, columns and indexes that a task is missing, from "
      "what its scripts make of the oldest and newest documents; nothing is run");
  add_server_options(*command, options->server, options->database);
  command->add_option("task", options->task, "Name of the task")->required();
  command->callback([options, &exit_code] {
    exit_code = run_on_server(options->server,
                              [&](ServerClient& server) { return print_ddl(server, *options); });
  });
}

}  // namespace penstock::app
