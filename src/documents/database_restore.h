#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "documents/database_backup.h"
#include "kv/backup_store.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What to bring back, and as what.
struct RestoreRequest {
  std::string folder = {};                             ///< Of the backups.
  std::optional<std::uint32_t> number = std::nullopt;  ///< Nothing: the newest.
  std::string name = {};                               ///< Empty: the one that it had.
  /// As a database of its own beside the one that it was: with an id of its own.
  bool is_copy = false;
};

struct RestoredDatabase {
  DatabaseBackup backup;
  DatabaseEntry database;  ///< As it is now.
  Etag last_etag;          ///< Of its newest change.
};

using RestorePreparation = std::function<Result<void>(Database&, const DatabaseBackup&)>;

/// Brings a database back from a backup, in a data folder that no server has open. It is the same
/// database at an earlier time, with its id, and skips the etags that were given out since
/// (lost_history.h); or a copy. `prepare` may change it before it is listed, and is told what it
/// was in the backup. A crash leaves all of it or nothing. Errors: kNotFound if there is no such
/// backup; kCorruption, with the damaged file; kConflict if the data folder has a database of that
/// name, or that one, if it is no copy; kInvalidArgument for a wrong name; those of the engine and
/// of `prepare`.
Result<RestoredDatabase> restore_database(kv::EngineProvider& key_spaces, kv::BackupStore& backups,
                                          const RestoreRequest& request, Clock& clock,
                                          const RestorePreparation& prepare);

}  // namespace penstock::documents
