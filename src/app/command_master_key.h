#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock master-key rotate|reset --data-dir DIR`: changes the key that passwords are sealed
/// with, in a data folder that no server has open. Sets `exit_code` to 1 when it failed; stderr
/// says why.
void add_master_key_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
