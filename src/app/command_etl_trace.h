#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// Adds `penstock etl trace`: says why a document is, or is not, at the destination of a task.
void add_etl_trace_command(CLI::App& etl, int& exit_code);

}  // namespace penstock::app
