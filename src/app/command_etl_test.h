#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock etl test --server URL --database NAME --task T [--script S] --document ID [--delete]`:
/// what a task would send for one document; nothing is sent. Sets `exit_code` to 1 when the script
/// failed or could not be tried; stderr says why.
void add_etl_test_command(CLI::App& etl, int& exit_code);

}  // namespace penstock::app
