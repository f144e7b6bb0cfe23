#include "app/server_command.h"

#include <CLI/CLI.hpp>

#include "app/terminal/terminal.h"
#include "http/curl_client.h"

namespace penstock::app {

void add_server_option(CLI::App& command, std::string& server) {
  command.add_option("--server", server, "URL of the server")->default_val("http://127.0.0.1:8080");
}

void add_server_options(CLI::App& command, std::string& server, std::string& database) {
  add_server_option(command, server);
  command.add_option("--database", database, "Name of the database")->required();
}

int run_on_server(const std::string& url,
                  const std::function<Result<std::string>(ServerClient&)>& work) {
  http::CurlClient http;
  ServerClient server(http, url);
  return report(work(server));
}

int report(const Result<std::string>& output) {
  if (output) {
    Terminal::on(stdout).print(*output);
    return 0;
  }
  Terminal terminal = Terminal::on(stderr);
  terminal.print_line(terminal.bad("failed: ") + output.error().message);
  return 1;
}

}  // namespace penstock::app
