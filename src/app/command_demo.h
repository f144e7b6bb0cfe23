#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock demo [--keep] [--data-dir DIR]`: shows the main job on a small shop, with a server of
/// its own. Sets `exit_code` to 1 when something did not happen as promised; stderr says what.
void add_demo_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
