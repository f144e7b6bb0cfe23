#include <string_view>

#include <CLI/CLI.hpp>

#include "app/command_demo.h"
#include "app/command_etl.h"
#include "app/command_import.h"
#include "app/command_serve.h"
#ifdef PENSTOCK_HAS_SCRIPT_WORKER
#include "script/worker/worker_main.h"
#endif

int main(int argc, char** argv) {
#ifdef PENSTOCK_HAS_SCRIPT_WORKER
  // Started by the server, never by people: not a command of the help text.
  if (argc > 1 && std::string_view(argv[1]) == "script-worker") {
    return penstock::script::script_worker_main(argc - 1, argv + 1);
  }
#endif
  CLI::App app("Penstock: a document database that shares its data", "penstock");
  app.set_version_flag("--version", PENSTOCK_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  penstock::app::add_serve_command(app, exit_code);
  penstock::app::add_import_command(app, exit_code);
  penstock::app::add_etl_command(app, exit_code);
  penstock::app::add_demo_command(app, exit_code);
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
