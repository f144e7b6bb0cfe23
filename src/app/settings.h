#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "security/identity_files.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}  // namespace CLI

namespace penstock::app {

/// What a server is started with. Each has three sources, the first one that speaks wins: the flag
/// (`--data-dir`), the environment (`PENSTOCK_DATA_DIR`), the file (`data-dir = "…"`).
struct Settings {
  std::string data_dir;
  std::string url = "http://127.0.0.1:8080";
  std::string node_tag = "A";
  bool allow_unsecured = false;
  security::IdentityLocation identity;  ///< What the server shows itself with over https.
  std::vector<std::string> allowed_hosts;
  std::string master_key_file;  ///< Seals passwords; empty: `<data_dir>/master.key`.
  bool audit_data = false;      ///< Reads and writes of data go into the audit log as well.
  int audit_file_mb = 16;       ///< Of one file of the audit log.
  int audit_files = 10;         ///< Files of it that are kept.
  std::string backup_folder;    ///< Where backups are made; empty: `<data_dir>/backups`.
  std::string sqlite_folder;    ///< Where SQLite destinations live; empty: `<data_dir>/sqlite`.
  int script_workers = 2;
  int script_document_time_ms = 5'000;  ///< What a script may take for one document.
  int script_memory_mb = 512;           ///< What one script worker may use.
  int etl_batch_items = 8'192;          ///< Changes in one batch of an ETL process.
  int etl_batch_mb = 64;                ///< What one batch may hold; crossed by its last change.
  int sql_lock_timeout_s = 60;          ///< As etl::sql::SessionLimits::lock.
  int sql_slow_statement_ms = 3'000;    ///< From here on a statement is told of.
  /// In PEM, for destinations behind https. Empty: what the server shows to its clients; its key is
  /// in the same file; the authorities that the system trusts.
  std::string client_certificate;
  std::string client_key;
  std::string trusted_authorities;
  int http_connections = 4'096;     ///< At once; more are answered with 503 and closed.
  int http_idle_timeout_s = 120;    ///< Of a connection between two requests; then it is closed.
  int http_header_timeout_s = 15;   ///< For a header to arrive; then 408.
  int http_body_timeout_s = 120;    ///< For a body, or a piece of one that streams; then 408.
  int http_body_mb = 64;            ///< A body that does not stream, decompressed; beyond: 413.
  int http_large_bodies_mb = 256;   ///< All such bodies over 64 KB at once; beyond: 503.
  int certificate_connections = 0;  ///< At once, of one client certificate; beyond: 429. 0: any.
  int certificate_requests = 0;     ///< A second, of one client certificate; beyond: 429. 0: any.
  std::string log_level = "info";
};

/// Adds the flags to `command`, bound to `settings`, which must outlive it.
void add_settings(CLI::App& command, Settings& settings);

/// After `command` was parsed: takes from the file what neither a flag nor the environment said,
/// and checks the whole. The file is the one named by `--config`, else `penstock.toml` in the
/// working folder if there is one. Errors: kInvalidArgument naming what is wrong where.
Result<void> complete_settings(CLI::App& command, Settings& settings);

}  // namespace penstock::app
