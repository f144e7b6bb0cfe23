#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock backup --server URL --database NAME [--keep N]`: has a server make a backup of a
/// database while it serves. Sets `exit_code` to 1 when it failed; stderr says why.
void add_backup_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
