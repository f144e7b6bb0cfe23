#include "app/command_restore.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/master_key_setup.h"
#include "app/terminal/format.h"
#include "app/terminal/terminal.h"
#include "base/clock.h"
#include "documents/database_restore.h"
#include "etl/secrets_at_rest.h"
#include "etl/task_store.h"
#include "kv/rocksdb/rocksdb_provider.h"

namespace penstock::app {
namespace {

struct RestoreOptions {
  std::string data_dir;
  std::string master_key_file;
  bool drops_sealed = false;
  documents::RestoreRequest request;
};

/// What became of what the database had besides its data.
struct Settled {
  std::size_t tasks = 0;  ///< That would run.
  std::vector<std::string> dropped_connection_strings;
};

/// Counts the ETL tasks that would run. Those of a copy are disabled: what they delivered to is the
/// original's.
Result<std::size_t> settle_tasks(documents::Database& database, const security::MasterKeys& keys,
                                 bool is_copy) {
  etl::TaskStore tasks(database, keys, [] {});
  std::size_t enabled = 0;
  for (const auto& task : TRY(tasks.read()).tasks) {
    if (task.disabled) continue;
    ++enabled;
    if (is_copy) TRY(tasks.set_disabled({.kind = task.kind, .name = task.name}, true));
  }
  return enabled;
}

/// Those of the data folder that it is restored to. Errors: kForbidden if they do not open what is
/// sealed in the backup.
Result<security::MasterKeys> keys_for(const documents::Database& database,
                                      const RestoreOptions& options) {
  const auto needed =
      options.drops_sealed ? std::set<std::string>() : TRY(etl::keys_in_use(database));
  return advise_on_missing_key(
      read_or_make_master_keys(master_key_file(options.master_key_file, options.data_dir), needed),
      "Name the right file with --master-key-file, or add its line to this one; or leave these "
      "connection strings out with --drop-sealed");
}

Result<Settled> settle(documents::Database& database, const documents::DatabaseBackup& backup,
                       const RestoreOptions& options) {
  const auto keys = TRY(keys_for(database, options));
  Settled settled;
  settled.dropped_connection_strings = TRY(etl::remove_unreadable(database, keys));
  TRY(etl::reseal(database, keys, backup.database.id));
  settled.tasks = TRY(settle_tasks(database, keys, options.request.is_copy));
  return settled;
}

std::string describe_tasks(std::size_t tasks, bool is_copy) {
  if (tasks == 0) return {};
  return format_count_of(tasks, "ETL task") +
         (is_copy ? " disabled: enable them where they are to run\n"
                  : " will go on; one whose destination has later changes than these halts, "
                    "and says how to go on\n");
}

std::string describe(const documents::RestoredDatabase& restored, const Settled& settled,
                     bool is_copy) {
  auto text =
      fmt::format("{}'{}' restored from backup {}, made at {}, up to change {}\n",
                  is_copy ? "copy " : "", restored.database.name, restored.backup.number,
                  format_wire_time(restored.backup.made), format_count(restored.last_etag.value));
  for (const auto& name : settled.dropped_connection_strings) {
    text += fmt::format("without the connection string '{}', whose master key is missing\n", name);
  }
  return text + describe_tasks(settled.tasks, is_copy);
}

Result<std::string> restore(const RestoreOptions& options) {
  const auto provider = TRY(kv::rocksdb::RocksdbProvider::open({.folder = options.data_dir}));
  SystemClock clock;
  Settled settled;
  const auto restored = TRY(documents::restore_database(
      *provider, *provider, options.request, clock,
      [&](documents::Database& database, const documents::DatabaseBackup& backup) -> Result<void> {
        settled = TRY(settle(database, backup, options));
        return {};
      }));
  return describe(restored, settled, options.request.is_copy);
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
  command->add_option("--master-key-file", options->master_key_file,
                      "The file of the key that seals passwords [DATA_DIR/master.key]");
  command->add_flag("--drop-sealed", options->drops_sealed,
                    "Leave out connection strings whose master key is lost");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace penstock::app
