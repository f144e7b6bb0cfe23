#include "app/command_restore.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/terminal/format.h"
#include "app/terminal/terminal.h"
#include "base/clock.h"
#include "documents/database_restore.h"
#include "etl/task_store.h"
#include "kv/rocksdb/rocksdb_provider.h"

namespace penstock::app {
namespace {

struct RestoreOptions {
  std::string data_dir;
  documents::RestoreRequest request;
};

/// Counts the ETL tasks that would run. Those of a copy are disabled: what they delivered to is the
/// original's.
Result<std::size_t> settle_tasks(documents::Database& database, bool is_copy) {
  etl::TaskStore tasks(database, [] {});
  std::size_t enabled = 0;
  for (const auto& task : TRY(tasks.read()).tasks) {
    if (task.disabled) continue;
    ++enabled;
    if (is_copy) TRY(tasks.set_disabled({.kind = task.kind, .name = task.name}, true));
  }
  return enabled;
}

std::string describe(const documents::RestoredDatabase& restored, std::size_t tasks, bool is_copy) {
  auto text =
      fmt::format("{}'{}' restored from backup {}, made at {}, up to change {}\n",
                  is_copy ? "copy " : "", restored.database.name, restored.backup.number,
                  format_wire_time(restored.backup.made), format_count(restored.last_etag.value));
  if (tasks == 0) return text;
  text += format_count_of(tasks, "ETL task");
  return text + (is_copy ? " disabled: enable them where they are to run\n"
                         : " will go on; one whose destination has later changes than these halts, "
                           "and says how to go on\n");
}

Result<std::string> restore(const RestoreOptions& options) {
  const auto provider = TRY(kv::rocksdb::RocksdbProvider::open({.folder = options.data_dir}));
  SystemClock clock;
  std::size_t tasks = 0;
  const auto is_copy = options.request.is_copy;
  const auto restored =
      TRY(documents::restore_database(*provider, *provider, options.request, clock,
                                      [&](documents::Database& database) -> Result<void> {
                                        tasks = TRY(settle_tasks(database, is_copy));
                                        return {};
                                      }));
  return describe(restored, tasks, is_copy);
}

int run(const RestoreOptions& options) {
  const auto restored = restore(options);
  if (restored) {
    Terminal::on(stdout).print(*restored);
    return 0;
  }
  Terminal terminal = Terminal::on(stderr);
  terminal.print_line(terminal.bad("restore failed: ") + restored.error().message);
  return 1;
}

}  // namespace

void add_restore_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RestoreOptions>();
  auto* command =
      app.add_subcommand("restore", "Bring a database back from a backup, while no server runs");
  command->add_option("FOLDER", options->request.folder, "The folder of the backups")->required();
  command
      ->add_option("--data-dir", options->data_dir,
                   "Folder where the databases live; created if it is missing")
      ->required();
  command->add_option("--backup", options->request.number, "Number of the backup [the newest]");
  command->add_option("--database", options->request.name, "Its name from now on [as it was]");
  command->add_flag(
      "--copy", options->request.is_copy,
      "As a database of its own, beside the one that it was: with another id, and its "
      "ETL tasks disabled");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace penstock::app
