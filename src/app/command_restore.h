#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock restore FOLDER --data-dir DIR [--backup N] [--database NAME] [--copy]`: brings a
/// database back from a backup, in a data folder that no server has open. Sets `exit_code` to 1
/// when it failed; stderr says why.
void add_restore_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
