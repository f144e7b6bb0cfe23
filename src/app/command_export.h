#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock export FILE --server URL --database NAME`: a database as a dump, which `penstock
/// import` reads. The file is there whole or not at all. Sets `exit_code` to 1 when it failed;
/// stderr says why.
void add_export_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
