#include "app/command_check.h"

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "documents/data_check.h"
#include "kv/rocksdb/rocksdb_provider.h"

namespace penstock::app {
namespace {

/// Lines that are printed; a folder that is broken altogether would fill the terminal.
constexpr std::uint64_t kShownMax = 1000;

constexpr int kDamaged = 1;
constexpr int kNotChecked = 2;

Result<documents::CheckedData> check(const std::string& folder) {
  const auto provider =
      TRY(kv::rocksdb::RocksdbProvider::open({.folder = folder, .read_only = true}));
  std::uint64_t found = 0;
  return documents::check_databases(
      *provider, [&](const std::string& database, const documents::Damage& damage) {
        if (++found > kShownMax) return;
        const auto of = database.empty() ? std::string() : fmt::format("database '{}': ", database);
        fmt::print("{}{}: {}\n", of, damage.where, damage.what);
      });
}

int run(const std::string& folder) {
  const auto checked = check(folder);
  if (!checked) {
    fmt::print(stderr, "penstock check: {}\n", checked.error().message);
    return kNotChecked;
  }
  if (checked->damages > kShownMax) fmt::print("and {} more\n", checked->damages - kShownMax);
  fmt::print("{} databases, {} entries: {}\n", checked->databases, checked->entries,
             checked->damages == 0 ? std::string("all is well")
                                   : fmt::format("{} damages", checked->damages));
  return checked->damages == 0 ? 0 : kDamaged;
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_code) {
  const auto folder = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("check", "Look for damage in a data folder that no server has open");
  command->add_option("DIR", *folder, "The data folder")->required();
  command->callback([folder, &exit_code] { exit_code = run(*folder); });
}

}  // namespace penstock::app
