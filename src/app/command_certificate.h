#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}  // namespace CLI

namespace penstock::app {

/// Adds "penstock certificate …": who is let in, at a server or, while none runs, in its data
/// folder.
void add_certificate_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
