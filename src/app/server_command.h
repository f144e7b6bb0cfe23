#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/client/server_client.h"
#include "base/result.h"
#include "http/client.h"
#include "security/identity_files.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

// What all commands have in common that are clients of a server.
namespace penstock::app {

/// Where a server is, and, for one of https, who the command is and how it knows the server.
struct ServerAddress {
  std::string url;
  security::IdentityLocation identity = {};
  std::string authorities_file = {};  ///< In PEM. Empty: those that the system trusts.
};

/// Adds --server and what goes with it. `server` must outlive `command`.
void add_server_option(CLI::App& command, ServerAddress& server);

/// Adds --database as well. Both must outlive `command`.
void add_server_options(CLI::App& command, ServerAddress& server, std::string& database);

/// Speaks to `server` as the command line says. Errors: kInvalidArgument naming a file.
Result<std::unique_ptr<http::Client>> make_client(const ServerAddress& server);

/// Prints what `work` makes of `server`, or on stderr why it failed. Returns the exit code: 0 or 1.
int run_on_server(const ServerAddress& server,
                  const std::function<Result<std::string>(ServerClient&)>& work);

/// Prints what a command has to say, or on stderr why it failed. Returns the exit code: 0 or 1.
int report(const Result<std::string>& output);

}  // namespace penstock::app
