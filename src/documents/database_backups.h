#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "documents/database_backup.h"
#include "documents/database_registry.h"
#include "kv/backup_store.h"

namespace penstock::documents {

/// Makes backups of the databases of a server while they serve, each database in a folder of its
/// own. restore_database() brings them back. Thread-safe.
class DatabaseBackups {
 public:
  /// `databases` and `store` must outlive this object. `folder` holds the folders of all databases.
  DatabaseBackups(const Databases& databases, kv::BackupStore& store, std::string folder);

  /// Where the backups of a database are: "<folder>/shop-00112233", with the beginning of its id.
  std::string folder_of(const Database& database) const;

  /// Waits for its turn, since one is made at a time; all that was acknowledged before this call is
  /// in it. Of the earlier ones only the newest stay, `kept` with this one, unless it is 0. Errors:
  /// as kv::BackupStore::back_up().
  Result<DatabaseBackup> create(const Database& database, std::uint32_t kept,
                                const std::stop_token& stop);

  /// Oldest first; none if there is no folder yet.
  Result<std::vector<DatabaseBackup>> list(const Database& database) const;

 private:
  Result<DatabaseEntry> entry_of(const Database& database) const;

  const Databases& databases_;
  kv::BackupStore& store_;
  const std::string folder_;
};

}  // namespace penstock::documents
