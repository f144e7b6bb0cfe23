#include "app/server_command.h"

#include <utility>

#include <CLI/CLI.hpp>

#include "app/terminal/terminal.h"
#include "http/curl_client.h"

namespace penstock::app {
namespace {

Result<std::string> work_on(const ServerAddress& address,
                            const std::function<Result<std::string>(ServerClient&)>& work) {
  const auto http = TRY(make_client(address));
  ServerClient server(*http, address.url);
  return work(server);
}

}  // namespace

void add_server_option(CLI::App& command, ServerAddress& server) {
  command.add_option("--server", server.url, "URL of the server")
      ->default_val("http://127.0.0.1:8080");
  command
      .add_option("--client-certificate", server.identity.certificate_file,
                  "Certificate (PEM) to show to a server of https")
      ->envname("PENSTOCK_CLIENT_CERTIFICATE");
  command
      .add_option("--client-key", server.identity.key_file,
                  "Key (PEM) of that certificate [in the same file]")
      ->envname("PENSTOCK_CLIENT_KEY");
  command
      .add_option("--trusted-authorities", server.authorities_file,
                  "Certificates (PEM) of those who vouch for the server [the system's]")
      ->envname("PENSTOCK_TRUSTED_AUTHORITIES");
}

void add_server_options(CLI::App& command, ServerAddress& server, std::string& database) {
  add_server_option(command, server);
  command.add_option("--database", database, "Name of the database")->required();
}

Result<std::unique_ptr<http::Client>> make_client(const ServerAddress& server) {
  http::ClientTls tls{.authorities_file = server.authorities_file};
  if (server.identity.is_set()) {
    const auto files = TRY(security::IdentityFiles::open(server.identity));
    tls.identity = [identity = files->current()] { return identity; };
  }
  return std::unique_ptr<http::Client>(std::make_unique<http::CurlClient>(std::move(tls)));
}

int run_on_server(const ServerAddress& server,
                  const std::function<Result<std::string>(ServerClient&)>& work) {
  return report(work_on(server, work));
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
