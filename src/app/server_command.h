#pragma once

#include <functional>
#include <string>

#include "app/client/server_client.h"
#include "base/result.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

// What all commands have in common that are clients of a server.
namespace penstock::app {

/// Adds --server. The text must outlive `command`.
void add_server_option(CLI::App& command, std::string& server);

/// Adds --server and --database. Both texts must outlive `command`.
void add_server_options(CLI::App& command, std::string& server, std::string& database);

/// Prints what `work` makes of the server at `url`, or on stderr why it failed. Returns the exit
/// code: 0 or 1.
int run_on_server(const std::string& url,
                  const std::function<Result<std::string>(ServerClient&)>& work);

/// Prints what a command has to say, or on stderr why it failed. Returns the exit code: 0 or 1.
int report(const Result<std::string>& output);

}  // namespace penstock::app
