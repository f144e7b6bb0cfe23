#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database_directory.h"
#include "kv/backup_store.h"

namespace penstock::documents {

/// A backup of a database. Immutable.
struct DatabaseBackup {
  std::uint32_t number = 0;  ///< Rises within a folder.
  WallTime made;
  std::uint64_t bytes = 0;  ///< Of all its files, those that it shares with others too.
  DatabaseEntry database;   ///< As it was; without the name of its key space.
  std::string damage = {};  ///< As kv::Backup has it: then no more than the number is known.

  /// Errors: kCorruption if it is no backup of a database.
  static Result<DatabaseBackup> of(const kv::Backup& backup);
  static Result<std::vector<DatabaseBackup>> of_all(const std::vector<kv::Backup>& backups);
};

/// What is said of a database in the description of its backups.
std::string describe_database(const DatabaseEntry& database);

}  // namespace penstock::documents
