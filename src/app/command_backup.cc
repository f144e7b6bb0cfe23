#include "app/command_backup.h"

#include <cstdint>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "app/client/json_members.h"
#include "app/client/operations.h"
#include "app/client/server_client.h"
#include "app/server_command.h"
#include "app/terminal/format.h"

namespace penstock::app {
namespace {

struct BackupOptions {
  ServerAddress server;
  std::string database;
  std::uint32_t kept = 0;
};

Result<std::string> back_up(ServerClient& server, const BackupOptions& options) {
  const auto target = fmt::format("{}/admin/backups?keep={}",
                                  ServerClient::database_path(options.database), options.kept);
  const auto state = TRY(run_operation(server, options.database, target, [](const auto&) {}));
  const auto backup = TRY(operation_result(state));
  return fmt::format("backup {} of '{}' in {}: {} bytes\n", count_member(backup, "Number"),
                     options.database, text_member(backup, "Folder"),
                     format_count(count_member(backup, "SizeInBytes")));
}

}  // namespace

void add_backup_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<BackupOptions>();
  auto* command = app.add_subcommand(
      "backup",
      "Make a backup of a database while its server serves, in the server's folder of "
      "backups");
  add_server_options(*command, options->server, options->database);
  command
      ->add_option("--keep", options->kept,
                   "Of the earlier backups, remove all but so many newest, this one counted "
                   "[all stay]")
      ->check(CLI::PositiveNumber);
  command->callback([options, &exit_code] {
    exit_code = run_on_server(options->server,
                              [&](ServerClient& server) { return back_up(server, *options); });
  });
}

}  // namespace penstock::app
