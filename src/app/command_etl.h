#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock etl list|stats|reset|errors|test --server URL --database NAME`: looks at the ETL tasks
/// of a database, and starts them from the beginning. Sets `exit_code` to 1 when it failed; stderr
/// says why.
void add_etl_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
