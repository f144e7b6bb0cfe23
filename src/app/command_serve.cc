#include "app/command_serve.h"

#include <chrono>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/heap.h"
#include "app/open_files.h"
#include "app/server_application.h"
#include "app/settings.h"
#include "app/termination.h"

namespace penstock::app {
namespace {

constexpr std::chrono::seconds kHeapTrimInterval{5};

int fail(const Error& error) {
  fmt::print(stderr, "penstock: {}\n", error.message);
  return 1;
}

int serve(CLI::App& command, Settings& settings) {
  if (const auto completed = complete_settings(command, settings); !completed) {
    return fail(completed.error());
  }
  // Before any thread starts, so that all of them leave the signals to this one.
  const TerminationSignals signals;
  raise_open_files_limit();
  auto application = ServerApplication::start(settings);
  if (!application) return fail(application.error());
  fmt::print("Penstock is listening on {}\n", (*application)->url());
  std::fflush(stdout);
  while (!signals.wait_for(kHeapTrimInterval)) return_free_memory();
  (*application)->stop();
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  const auto settings = std::make_shared<Settings>();
  auto* command = app.add_subcommand("serve", "Run a server");
  add_settings(*command, *settings);
  command->callback([command, settings, &exit_code] { exit_code = serve(*command, *settings); });
}

}  // namespace penstock::app
