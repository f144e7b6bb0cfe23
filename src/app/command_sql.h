#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// Adds `penstock sql test`: whether a server reaches a relational destination, and if not, where
/// it came to an end.
void add_sql_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
