#include "app/command_sql.h"

#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "app/client/json_members.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/terminal.h"
#include "http/url.h"

namespace penstock::app {
namespace {

struct TestOptions {
  ServerAddress server;
  std::string database;
  std::string name;        ///< Of a stored connection string.
  std::string factory;     ///< Else this product,
  std::string connection;  ///< and this connection string; "-" reads it from standard input.
};

/// A command line shows to everybody on the machine what standard input does not.
std::string given_connection(const TestOptions& options) {
  if (options.connection != "-") return options.connection;
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

std::string describe_step(std::string_view failed_at) {
  if (failed_at == "ConnectionString") return "the connection string is not valid";
  if (failed_at == "Login") return "the server refuses the login";
  if (failed_at == "Database") return "the server has no such database";
  return "the server cannot be reached";
}

Result<std::string> test(ServerClient& server, const TestOptions& options) {
  const bool is_stored = !options.name.empty();
  if (is_stored == !options.factory.empty()) {
    return invalid_argument(
        "either --name says which stored connection string to test, or --factory and "
        "--connection give one");
  }
  const auto answer =
      TRY(server.call("POST",
                      fmt::format("{}/admin/etl/sql/test-connection?{}={}",
                                  ServerClient::database_path(options.database),
                                  is_stored ? "connectionStringName" : "factoryName",
                                  http::percent_encode(is_stored ? options.name : options.factory)),
                      is_stored ? std::string() : given_connection(options)));
  if (flag_member(answer, "Success")) return "the destination answers\n";
  return Error{ErrorCode::kUnavailable,
               fmt::format("{}: {}", describe_step(text_member(answer, "FailedAt")),
                           text_member(answer, "Error"))};
}

}  // namespace

void add_sql_command(CLI::App& app, int& exit_code) {
  auto* sql = app.add_subcommand("sql", "Look at relational destinations");
  sql->require_subcommand(1);
  auto options = std::make_shared<TestOptions>();
  auto* command = sql->add_subcommand(
      "test", "Connect once, from the server, and say what went wrong. Shows no password");
  add_server_options(*command, options->server, options->database);
  command->add_option("--name", options->name, "Name of a stored connection string");
  command->add_option("--factory", options->factory,
                      "Product of another one, such as Npgsql, MySqlConnector, Sqlite");
  command->add_option("--connection", options->connection,
                      "The other connection string; - reads it from standard input");
  command->callback([options, &exit_code] {
    exit_code = run_on_server(options->server,
                              [&](ServerClient& server) { return test(server, *options); });
  });
}

}  // namespace penstock::app
