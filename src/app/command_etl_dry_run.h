#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// Adds `penstock etl dry-run`: what a task would send for many documents, with nothing sent. The
/// exit code is 1 if a document fails.
void add_etl_dry_run_command(CLI::App& etl, int& exit_code);

}  // namespace penstock::app
