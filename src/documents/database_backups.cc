#include "documents/database_backups.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"

namespace penstock::documents {
namespace {

/// Of an id, in the name of a folder: two databases of one name, one after the other, differ.
constexpr std::size_t kIdBytesShown = 8;

}  // namespace

DatabaseBackups::DatabaseBackups(const Databases& databases, kv::BackupStore& store,
                                 std::string folder)
    : databases_(databases), store_(store), folder_(std::move(folder)) {}

std::string DatabaseBackups::folder_of(const Database& database) const {
  const auto& [name, id, node_tag] = database.identity();
  return fmt::format("{}/{}-{}", folder_, name, id.substr(0, kIdBytesShown));
}

Result<DatabaseBackup> DatabaseBackups::create(const Database& database, std::uint32_t kept,
                                               const std::stop_token& stop) {
  const auto entry = TRY(entry_of(database));
  const auto folder = folder_of(database);
  const auto made = TRY(store_.back_up(entry.folder, folder, describe_database(entry), stop));
  log_info("backup {} of database '{}' made in {}", made.number, entry.name, folder);
  if (kept > 0) TRY(store_.keep_newest(folder, kept));
  return DatabaseBackup::of(made);
}

Result<std::vector<DatabaseBackup>> DatabaseBackups::list(const Database& database) const {
  const auto found = store_.backups(folder_of(database));
  if (!found && found.error().code == ErrorCode::kNotFound) return std::vector<DatabaseBackup>();
  return DatabaseBackup::of_all(TRY(found));
}

Result<DatabaseEntry> DatabaseBackups::entry_of(const Database& database) const {
  const auto entries = databases_.list();
  const auto found = std::ranges::find(entries, database.identity().id, &DatabaseEntry::id);
  if (found == entries.end()) {
    return not_found(fmt::format("database '{}' was deleted", database.identity().name));
  }
  return *found;
}

}  // namespace penstock::documents
