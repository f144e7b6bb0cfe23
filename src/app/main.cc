#include <cstdio>
#include <string_view>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/command_backup.h"
#include "app/command_backups.h"
#include "app/command_certificate.h"
#include "app/command_check.h"
#include "app/command_demo.h"
#include "app/command_etl.h"
#include "app/command_export.h"
#include "app/command_import.h"
#include "app/command_master_key.h"
#include "app/command_restore.h"
#include "app/command_serve.h"
#include "app/command_sql.h"
#ifdef PENSTOCK_HAS_SCRIPT_WORKER
#include "script/worker/worker_main.h"
#endif

namespace {

int run_script_worker([[maybe_unused]] int argc, char** argv) {
#ifdef PENSTOCK_HAS_SCRIPT_WORKER
  return penstock::script::script_worker_main(argc - 1, argv + 1);
#else
  // The engine cannot run under the thread sanitizer, so that build borrows the worker of another.
  ::execv(PENSTOCK_BORROWED_SCRIPT_WORKER, argv);
  std::perror(PENSTOCK_BORROWED_SCRIPT_WORKER);
  return 1;
#endif
}

}  // namespace

int main(int argc, char** argv) {
  // Started by the server, never by people: not a command of the help text.
  if (argc > 1 && std::string_view(argv[1]) == "script-worker") {
    return run_script_worker(argc, argv);
  }
  CLI::App app("Penstock: a document database that shares its data", "penstock");
  app.set_version_flag("--version", PENSTOCK_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  penstock::app::add_serve_command(app, exit_code);
  penstock::app::add_import_command(app, exit_code);
  penstock::app::add_export_command(app, exit_code);
  penstock::app::add_etl_command(app, exit_code);
  penstock::app::add_sql_command(app, exit_code);
  penstock::app::add_backup_command(app, exit_code);
  penstock::app::add_backups_command(app, exit_code);
  penstock::app::add_restore_command(app, exit_code);
  penstock::app::add_certificate_command(app, exit_code);
  penstock::app::add_master_key_command(app, exit_code);
  penstock::app::add_check_command(app, exit_code);
  penstock::app::add_demo_command(app, exit_code);
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
