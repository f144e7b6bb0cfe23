#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock check DIR`: looks through a data folder that no server has open, changes nothing, and
/// prints what is wrong where. Sets `exit_code` to 1 if something is, to 2 if it could not look;
/// stderr says why.
void add_check_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
