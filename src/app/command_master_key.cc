#include "app/command_master_key.h"

#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/master_key_setup.h"
#include "app/terminal/terminal.h"
#include "base/clock.h"
#include "documents/database_registry.h"
#include "etl/secrets_at_rest.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "security/master_key_file.h"

namespace penstock::app {
namespace {

/// Of changes that are made here: they are none of documents.
constexpr const char* kNodeTag = "A";

struct MasterKeyOptions {
  std::string data_dir;
  std::string file;
  bool forgets_old = false;
};

/// A data folder that no server has open, and its file of keys.
struct ClosedFolder {
  documents::Databases& databases;
  Rewriting rewrite;
  std::string key_file;
};

using Action = Result<std::string> (*)(const ClosedFolder&, const MasterKeyOptions&);

// The new key is in the file, beside the old ones, before anything is sealed with it: after a crash
// in between all can be read, and the next start of the server seals the rest.
Result<std::string> rotate(const ClosedFolder& folder, const MasterKeyOptions& options) {
  const auto keys = TRY(open_master_keys(folder.key_file, folder.databases)).rotated();
  TRY(security::write_master_keys(folder.key_file, keys));
  if (!reseal_all(folder.databases, keys, folder.rewrite)) {
    return Error{ErrorCode::kUnavailable,
                 "the new key is there, but not all is sealed with it yet: see above"};
  }
  if (options.forgets_old) {
    TRY(security::write_master_keys(folder.key_file, keys.without_old()));
    return fmt::format(
        "all passwords are sealed with the new master key {}; the old ones are gone from {}, and "
        "with them the passwords in backups made before\n",
        keys.newest().id(), folder.key_file);
  }
  return fmt::format(
      "all passwords are sealed with the new master key {}; the old ones stay in {} for backups "
      "made before\n",
      keys.newest().id(), folder.key_file);
}

Result<std::string> reset(const ClosedFolder& folder, const MasterKeyOptions&) {
  const auto keys = TRY(read_or_make_master_keys(folder.key_file, {}));
  std::string told;
  for (const auto& entry : folder.databases.list()) {
    const auto database = TRY(folder.databases.find(entry.name));
    for (const auto& name : TRY(etl::remove_unreadable(*database, keys))) {
      told += fmt::format("database '{}': connection string '{}' is gone; give it again\n",
                          entry.name, name);
    }
  }
  return told.empty() ? fmt::format("{} opens all that is sealed\n", folder.key_file) : told;
}

Result<std::string> act(const MasterKeyOptions& options, Action action) {
  const auto provider = TRY(kv::rocksdb::RocksdbProvider::open({.folder = options.data_dir}));
  SystemClock clock;
  const auto databases = TRY(documents::Databases::open(*provider, kNodeTag, clock));
  return action({.databases = *databases,
                 .rewrite = [&](const auto& key_space,
                                const auto& range) { return provider->rewrite(key_space, range); },
                 .key_file = master_key_file(options.file, options.data_dir)},
                options);
}

int run(const MasterKeyOptions& options, Action action) {
  const auto told = act(options, action);
  if (told) {
    Terminal::on(stdout).print(*told);
    return 0;
  }
  fmt::print(stderr, "penstock master-key: {}\n", told.error().message);
  return 1;
}

CLI::App* add(CLI::App& command, const char* name, const char* description,
              const std::shared_ptr<MasterKeyOptions>& options, Action action, int& exit_code) {
  auto* sub = command.add_subcommand(name, description);
  sub->add_option("--data-dir", options->data_dir, "Folder where the databases live")
      ->required()
      ->check(CLI::ExistingDirectory);
  sub->add_option("--master-key-file", options->file, "The file of the keys [DATA_DIR/master.key]");
  sub->callback([options, action, &exit_code] { exit_code = run(*options, action); });
  return sub;
}

}  // namespace

void add_master_key_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<MasterKeyOptions>();
  auto* command = app.add_subcommand(
      "master-key", "The key that seals the passwords of connection strings, while no server runs");
  command->require_subcommand(1);
  auto* rotates = add(*command, "rotate", "Make a new key and seal all passwords with it", options,
                      rotate, exit_code);
  rotates->add_flag("--forget-old", options->forgets_old,
                    "Remove the old keys: backups made before lose their passwords");
  add(*command, "reset", "When the key is lost: remove the connection strings that it sealed",
      options, reset, exit_code);
}

}  // namespace penstock::app
