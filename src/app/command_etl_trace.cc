#include "app/command_etl_trace.h"

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

namespace json = boost::json;

struct TraceOptions {
  ServerAddress server;
  std::string database;
  std::string task;
  std::string document;
  std::string script;
  bool offline = false;
};

std::string describe(const std::string& task, const json::object& trace) {
  auto described = fmt::format("{} / {}: {}\n", task, text_member(trace, "TransformationName"),
                               text_member(trace, "Summary"));
  for (const auto* object : object_members(trace, "Objects")) {
    described +=
        fmt::format("  {} {}\n", text_member(*object, "Target"), text_member(*object, "Json"));
  }
  for (const auto& line : text_members(trace, "DebugOutput")) {
    described += fmt::format("  output: {}\n", line);
  }
  const auto* destination = trace.if_contains("Destination");
  if (destination != nullptr && destination->is_object()) {
    described += fmt::format("  {}\n", text_member(destination->get_object(), "Summary"));
  }
  return described;
}

Result<std::string> trace(ServerClient& server, const TraceOptions& options) {
  auto target =
      fmt::format("{}/etl/trace?configurationName={}&documentId={}&destination={}",
                  ServerClient::database_path(options.database), http::percent_encode(options.task),
                  http::percent_encode(options.document), !options.offline);
  if (!options.script.empty()) {
    target += "&transformationName=" + http::percent_encode(options.script);
  }
  const auto answer = TRY(server.call("GET", target));
  std::string told;
  for (const auto* result : object_members(answer, "Results")) {
    told += describe(text_member(answer, "TaskName"), *result);
  }
  return told;
}

}  // namespace

void add_etl_trace_command(CLI::App& etl, int& exit_code) {
  auto options = std::make_shared<TraceOptions>();
  auto* command = etl.add_subcommand(
      "trace",
      "Say why a document is, or is not, at the destination of a task: delivered, passed "
      "by the script, failed, waiting, or in none of its collections");
  add_server_options(*command, options->server, options->database);
  command->add_option("task", options->task, "Name of the task")->required();
  command->add_option("document", options->document, "Id of the document")->required();
  command->add_option("--script", options->script, "Only the script of this name");
  command->add_flag("--offline", options->offline, "Do not ask the destination");
  command->callback([options, &exit_code] {
    exit_code = run_on_server(options->server,
                              [&](ServerClient& server) { return trace(server, *options); });
  });
}

}  // namespace penstock::app
