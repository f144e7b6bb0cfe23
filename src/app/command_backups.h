#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock backups FOLDER`: lists the backups in a folder and compares each of their files with
/// its checksum. Sets `exit_code` to 1 if one is damaged, to 2 if it could not look; stderr says
/// why.
void add_backups_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
