#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// Adds `penstock etl ddl`: prints the statements that make what a task's destination is missing.
void add_etl_ddl_command(CLI::App& etl, int& exit_code);

}  // namespace penstock::app
