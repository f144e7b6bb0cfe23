#include "documents/database_restore.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/random_id.h"
#include "base/text.h"
#include "documents/database_directory.h"
#include "documents/database_name.h"
#include "documents/lost_history.h"

namespace penstock::documents {
namespace {

/// Of change vectors of changes that are made here: none are.
constexpr const char* kNodeTag = "A";

Result<DatabaseBackup> find_backup(const kv::BackupStore& backups, const RestoreRequest& request) {
  const auto all = TRY(backups.backups(request.folder));
  const auto newest = all.empty() ? all.end() : std::prev(all.end());
  const auto found =
      request.number ? std::ranges::find(all, *request.number, &kv::Backup::number) : newest;
  if (found == all.end()) {
    return not_found(
        request.number ? fmt::format("there is no backup {} in {}", *request.number, request.folder)
                       : fmt::format("there are no backups in {}", request.folder));
  }
  if (!found->damage.empty()) {
    return corruption(fmt::format("backup {} in {} is damaged: {}", found->number, request.folder,
                                  found->damage));
  }
  return DatabaseBackup::of(*found);
}

/// What the backup becomes in this data folder.
Result<DatabaseEntry> make_entry(const DatabaseDirectory& directory, const DatabaseBackup& backup,
                                 const RestoreRequest& request) {
  auto entry = backup.database;
  if (!request.name.empty()) entry.name = request.name;
  if (request.is_copy) entry.id = new_guid();
  entry.folder = std::string(kDatabaseFolderPrefix) + new_guid();
  TRY(check_database_name(entry.name));
  for (const auto& other : TRY(directory.entries())) {
    if (equal_ignoring_case(other.name, entry.name)) {
      return Error{
          ErrorCode::kConflict,
          fmt::format("there is a database '{}' in this data folder; it is not overwritten",
                      other.name)};
    }
    if (other.id == entry.id) {
      return Error{ErrorCode::kConflict,
                   fmt::format("this data folder has that database, as '{}'; only a copy can be "
                               "restored beside it",
                               other.name)};
    }
  }
  return entry;
}

/// Into a key space of its own, which is not listed yet. Returns the newest etag.
Result<Etag> bring_back(kv::EngineProvider& key_spaces, kv::BackupStore& backups,
                        const RestoreRequest& request, const DatabaseBackup& backup,
                        const DatabaseEntry& entry, Clock& clock,
                        const RestorePreparation& prepare) {
  TRY(backups.restore(request.folder, backup.number, entry.folder));
  auto engine = TRY(key_spaces.open(entry.folder, /*create=*/false));
  const auto last_etag = TRY(DatabaseSnapshot(TRY(engine->snapshot())).last_etag());
  if (!request.is_copy) TRY(lose_history(*engine));
  const auto database = TRY(
      Database::open(std::move(engine), {.name = entry.name, .id = entry.id, .node_tag = kNodeTag},
                     clock, Database::Writer::kCaller));
  TRY(prepare(*database, backup));
  return last_etag;
}

}  // namespace

// The key space is condemned before it is created and becomes the database's in the commit that
// lists it: after a crash in between, the next start removes it.
Result<RestoredDatabase> restore_database(kv::EngineProvider& key_spaces, kv::BackupStore& backups,
                                          const RestoreRequest& request, Clock& clock,
                                          const RestorePreparation& prepare) {
  auto backup = TRY(find_backup(backups, request));
  auto directory = TRY(DatabaseDirectory::open(key_spaces));
  auto entry = TRY(make_entry(directory, backup, request));
  TRY(directory.condemn(entry.folder));
  const auto last_etag = bring_back(key_spaces, backups, request, backup, entry, clock, prepare);
  if (!last_etag) {
    // What cannot be removed now is removed at the next start.
    if (key_spaces.destroy(entry.folder)) TRY(directory.forget(entry.folder));
    return last_etag.error();
  }
  TRY(directory.add(entry));
  return RestoredDatabase{std::move(backup), std::move(entry), *last_etag};
}

}  // namespace penstock::documents
