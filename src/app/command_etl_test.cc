#include "app/command_etl_test.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "app/client/etl_configuration.h"
#include "app/client/json_members.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/terminal.h"
#include "base/text.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

struct TestOptions {
  ServerAddress server;
  std::string database;
  std::string task;
  std::string script;
  std::string document;
  bool is_delete = false;
  bool performs = false;
};

struct TestReport {
  std::string text;
  bool failed = false;
};

Result<json::object> try_script(ServerClient& server, const TestOptions& options) {
  auto tried = TRY(fetch_etl_configuration(server, options.database, options.task, options.script));
  return server.call(
      "POST",
      fmt::format("{}/admin/etl/{}/test", ServerClient::database_path(options.database),
                  equal_ignoring_case(tried.kind, "Sql") ? "sql" : "raven"),
      json::serialize(json::object{{"DocumentId", options.document},
                                   {"IsDelete", options.is_delete},
                                   {"PerformRolledBackTransaction", options.performs},
                                   {"Configuration", std::move(tried.task)}}));
}

/// "PUT    orders/1  {...}", "DELETE everything under orders/1/Lines/".
std::string describe_command(const json::object& command) {
  const auto type = text_member(command, "Type");
  const auto id = text_member(command, "Id");
  if (flag_member(command, "IdPrefixed")) {
    return fmt::format("{} everything under {}\n", type, id);
  }
  const auto* document = command.if_contains("Document");
  return document == nullptr ? fmt::format("{} {}\n", type, id)
                             : fmt::format("{} {} {}\n", type, id, json::serialize(*document));
}

std::string describe_table(const json::object& table) {
  std::string described = text_member(table, "TableName") + ":\n";
  for (const auto* command : object_members(table, "Commands")) {
    described += "  " + text_member(*command, "CommandText") + "\n";
    for (const auto* parameter : object_members(*command, "Params")) {
      described += fmt::format("    {} = {}\n", text_member(*parameter, "Key"),
                               text_member(*parameter, "Value"));
    }
  }
  return described;
}

/// `moment` is the member with the rows, "Before" or "After".
std::string describe_rows(const json::object& table, std::string_view moment) {
  std::string described =
      fmt::format("{} {}:\n", text_member(table, "TableName"), fold_case(moment));
  const auto* rows = table.if_contains(moment);
  if (rows == nullptr || !rows->is_array() || rows->get_array().empty()) {
    return described + "  no rows\n";
  }
  const auto columns = text_members(table, "Columns");
  for (const auto& row : rows->get_array()) {
    const auto* values = row.if_array();
    for (std::size_t i = 0; values != nullptr && i < values->size(); ++i) {
      const auto* text = (*values)[i].if_string();
      described += fmt::format("{}{} = {}", i == 0 ? "  " : ", ",
                               i < columns.size() ? columns[i] : std::string(),
                               text != nullptr ? std::string(*text) : "NULL");
    }
    described += "\n";
  }
  return described;
}

std::string describe_warning(const Terminal& terminal, const json::object& warning) {
  return fmt::format("{} line {}, column {}: {}\n", terminal.bad("warning:"),
                     count_member(warning, "Line"), count_member(warning, "Column"),
                     text_member(warning, "Message"));
}

std::string describe_output(const json::object& answer) {
  const auto* lines = answer.if_contains("DebugOutput");
  std::string described;
  if (lines == nullptr || !lines->is_array()) return described;
  for (const auto& line : lines->get_array()) {
    if (line.is_string()) described += fmt::format("output: {}\n", line.get_string().c_str());
  }
  return described;
}

TestReport render(const Terminal& terminal, const json::object& answer) {
  TestReport report;
  const auto each = [&](const char* member, const auto& describe) {
    for (const auto* object : object_members(answer, member)) report.text += describe(*object);
  };
  each("Commands", describe_command);
  each("Summary", describe_table);
  if (report.text.empty()) report.text = "nothing would be sent\n";
  each("Rows", [](const auto& table) {
    return describe_rows(table, "Before") + describe_rows(table, "After");
  });
  report.text += describe_output(answer);
  each("Warnings", [&](const auto& warning) { return describe_warning(terminal, warning); });
  for (const auto* errors : {"TransformationErrors", "LoadErrors"}) {
    each(errors, [&](const auto& error) {
      report.failed = true;
      return fmt::format("{} {}\n", terminal.bad("failed:"), text_member(error, "Error"));
    });
  }
  return report;
}

int run(const TestOptions& options) {
  bool failed = false;
  const auto exit_code =
      run_on_server(options.server, [&](ServerClient& server) -> Result<std::string> {
        auto report = render(Terminal::on(stdout), TRY(try_script(server, options)));
        failed = report.failed;
        return std::move(report.text);
      });
  return failed ? 1 : exit_code;
}

}  // namespace

void add_etl_test_command(CLI::App& etl, int& exit_code) {
  auto options = std::make_shared<TestOptions>();
  auto* command =
      etl.add_subcommand("test", "Show what a task would send for one document; nothing is sent");
  add_server_options(*command, options->server, options->database);
  command->add_option("--task", options->task, "Name of the task")->required();
  command->add_option("--script", options->script, "Name of the script, if there are several");
  command->add_option("--document", options->document, "Id of the document")->required();
  command->add_flag("--delete", options->is_delete, "As if the document were deleted");
  command->add_flag("--rolled-back", options->performs,
                    "Run the statements on the relational destination in a transaction that is "
                    "rolled back, and show the rows before and after");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace penstock::app
