#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// Adds `penstock etl verify`: compares what a task has at its destination with the source, and
/// repairs it. The exit code is 1 if something differs and was not repaired.
void add_etl_verify_command(CLI::App& etl, int& exit_code);

}  // namespace penstock::app
