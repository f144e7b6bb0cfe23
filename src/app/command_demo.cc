#include "app/command_demo.h"

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/client/server_client.h"
#include "app/demo/data_folder.h"
#include "app/demo/demo.h"
#include "app/demo/shop_tables.h"
#include "app/server_application.h"
#include "app/settings.h"
#include "app/terminal/terminal.h"
#include "app/termination.h"
#include "base/log.h"
#include "http/curl_client.h"

namespace penstock::app {
namespace {

struct DemoOptions {
  bool keep = false;
  std::string data_dir;
};

Settings settings_of(const DataFolder& folder) {
  Settings settings;
  settings.data_dir = folder.path().string();
  settings.url = "http://127.0.0.1:0";
  settings.backup_folder = (folder.path() / "backups").string();
  settings.sqlite_folder = (folder.path() / "sqlite").string();
  return settings;
}

Result<void> demonstrate(const DemoOptions& options, const StopOnTermination& termination) {
  const auto folder = TRY(DataFolder::make(options.data_dir));
  const auto settings = settings_of(folder);
  SystemClock clock;
  auto tables = TRY(ShopTables::create(settings.sqlite_folder, clock));
  const auto application = TRY(ServerApplication::start(settings));

  http::CurlClient http;
  ServerClient server(http, application->url(), termination.token());
  Terminal terminal = Terminal::on(stdout);
  DemoStage stage{server, tables, terminal, clock, termination.token()};
  TRY(run_demo(stage, fmt::format("{}, with its data in {}", application->url(), settings.data_dir),
               options.keep));
  if (options.keep) {
    stage.line();
    stage.line("Ctrl-C ends it.");
    termination.wait();
  }
  application->stop();
  return {};
}

int show_demo(const DemoOptions& options) {
  configure_logging("error");  // The demo tells what happens in its own words.
  const StopOnTermination termination;
  const auto shown = demonstrate(options, termination);
  if (shown) return 0;
  Terminal terminal = Terminal::on(stderr);
  terminal.print_line();
  terminal.print_line(terminal.bad("The demo failed: ") + shown.error().message);
  return 1;
}

}  // namespace

void add_demo_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<DemoOptions>();
  auto* command =
      app.add_subcommand("demo", "Watch a small shop flow into SQL and another database");
  command->add_flag("--keep", options->keep, "Leave the server running at the end");
  command->add_option("--data-dir", options->data_dir,
                      "An empty folder for the data, which stays (default: a temporary one)");
  command->callback([options, &exit_code] { exit_code = show_demo(*options); });
}

}  // namespace penstock::app
