#include "app/command_backups.h"

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/terminal/format.h"
#include "app/terminal/table.h"
#include "app/terminal/terminal.h"
#include "documents/database_backup.h"
#include "kv/rocksdb/backup_folder.h"

namespace penstock::app {
namespace {

constexpr int kDamaged = 1;
constexpr int kNotChecked = 2;

struct Listing {
  std::string text;
  bool has_damage = false;
};

Result<Listing> list(const std::string& folder) {
  const auto backups = TRY(kv::rocksdb::BackupFolder::open(folder));
  Table table({{"BACKUP", Table::Align::kRight},
               {"MADE"},
               {"DATABASE"},
               {"BYTES", Table::Align::kRight},
               {"STATE"}});
  Listing listing;
  for (const auto& backup : TRY(documents::DatabaseBackup::of_all(backups.list()))) {
    const auto verified = backups.verify(backup.number);
    listing.has_damage = listing.has_damage || !verified;
    const auto known = backup.damage.empty();
    table.add({fmt::to_string(backup.number), known ? format_wire_time(backup.made) : "",
               backup.database.name, known ? format_count(backup.bytes) : "",
               verified ? "whole" : verified.error().message});
  }
  listing.text = table.render(Terminal::on(stdout), 0);
  return listing;
}

int run(const std::string& folder) {
  const auto listing = list(folder);
  if (!listing) {
    fmt::print(stderr, "penstock backups: {}\n", listing.error().message);
    return kNotChecked;
  }
  Terminal::on(stdout).print(listing->text);
  return listing->has_damage ? kDamaged : 0;
}

}  // namespace

void add_backups_command(CLI::App& app, int& exit_code) {
  const auto folder = std::make_shared<std::string>();
  auto* command = app.add_subcommand("backups", "List the backups in a folder, and verify each");
  command->add_option("FOLDER", *folder, "Where `penstock backup` said that it made them")
      ->required();
  command->callback([folder, &exit_code] { exit_code = run(*folder); });
}

}  // namespace penstock::app
