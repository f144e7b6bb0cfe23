#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace penstock::app {

/// `penstock import FILE.jsonl --server URL --database NAME [--create]`: documents, one a line,
/// into a database. Sets `exit_code` to 1 when it failed; stderr says why, and what was stored.
void add_import_command(CLI::App& app, int& exit_code);

}  // namespace penstock::app
