#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace penstock::kv {

/// A key space as it was at one moment, put aside.
struct Backup {
  std::uint32_t number = 0;  ///< Rises within a folder of backups.
  WallTime made;
  std::uint64_t bytes = 0;  ///< Of all its files, those that it shares with others too.
  std::string description;  ///< What back_up() was given.
  /// What is wrong with it, as far as it can be told without reading its files; empty: nothing.
  /// Then no more is known of it than its number.
  std::string damage = {};
};

/// Puts key spaces aside, and brings them back. The backups in a folder are complete, each on its
/// own, and share the files that are the same. Only one process at a time writes to a folder.
/// Thread-safe.
class BackupStore {
 public:
  virtual ~BackupStore() = default;

  /// Puts aside what was committed to the key space `name`, which is open, while commits go on:
  /// all of it from before this call, and perhaps some from during it, in the order of the
  /// commits. Files that `folder` has from earlier backups are not copied again. The folder and
  /// its parent are created if they are missing. A backup that failed is none. Errors: kNotFound
  /// if the key space is not open; kUnavailable; kCancelled if `stop` was requested.
  virtual Result<Backup> back_up(const std::string& name, const std::string& folder,
                                 const std::string& description, const std::stop_token& stop) = 0;

  /// The backups in `folder`, oldest first. Errors: kNotFound if there is no such folder;
  /// kUnavailable.
  virtual Result<std::vector<Backup>> backups(const std::string& folder) const = 0;

  /// Makes the key space `name` of a backup. Every byte is compared with its checksum. After an
  /// error parts of the key space may be there, for EngineProvider::destroy(). Errors: kNotFound
  /// if there is no such backup; kConflict if there is such a key space; kCorruption, with the
  /// damaged file; kUnavailable.
  virtual Result<void> restore(const std::string& folder, std::uint32_t number,
                               const std::string& name) = 0;

  /// Removes all but the newest `count` backups in `folder`. Damaged ones do not count and stay.
  virtual Result<void> keep_newest(const std::string& folder, std::uint32_t count) = 0;
};

}  // namespace penstock::kv
