#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock import FILE --server URL --database NAME [--create]`: a dump, CSV with a header, or
/// documents one a line, told apart by their content. Sets `exit_code` to 1 when it failed or left
/// out anything; stderr says what, and what was stored.
void add_import_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
