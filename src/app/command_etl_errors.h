#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock etl errors list|retry|drop --server URL --database NAME [--task T] [--script S]`: the
/// documents that tasks could not deliver. Sets `exit_code` to 1 when it failed; stderr says why.
void add_etl_errors_command(CLI::App& etl, int& exit_code);

}  // namespace penstock::app
