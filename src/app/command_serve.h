#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}  // namespace CLI

namespace penstock::app {

/// `penstock serve`: runs a server until SIGTERM or SIGINT. Sets `exit_code` when it has run.
void add_serve_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
