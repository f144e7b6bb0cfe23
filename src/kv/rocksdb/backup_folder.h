#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "kv/backup_store.h"

namespace rocksdb {
class BackupEngineReadOnly;
class DB;
class Env;
}  // namespace rocksdb

namespace penstock::kv::rocksdb {

/// The backups in a folder as they are when it is opened, to be read. Immutable.
class BackupFolder {
 public:
  /// `env`: the operating system's if null; it must outlive this object. Errors: kNotFound if it is
  /// no folder of backups; kUnavailable.
  static Result<BackupFolder> open(const std::string& path, ::rocksdb::Env* env = nullptr);

  ~BackupFolder();
  BackupFolder(BackupFolder&&) noexcept;
  BackupFolder& operator=(BackupFolder&&) = delete;

  /// Oldest first.
  std::vector<Backup> list() const;

  /// Compares every file of a backup with its checksum. Errors: kNotFound; kCorruption, with the
  /// damaged file; kUnavailable.
  Result<void> verify(std::uint32_t number) const;

  /// Copies a backup into the folder of a database that is not open, in place of what is there.
  /// Errors: those of verify(), found while copying.
  Result<void> copy_to(std::uint32_t number, const std::string& database_folder) const;

 private:
  BackupFolder(std::string path, std::unique_ptr<::rocksdb::BackupEngineReadOnly> engine);

  Result<void> check_present(std::uint32_t number) const;
  Error about(std::uint32_t number, const Error& error) const;

  std::string path_;
  std::unique_ptr<::rocksdb::BackupEngineReadOnly> engine_;
};

// Those that write: one at a time in a folder. As BackupStore has them.

Result<Backup> create_backup(const std::string& path, ::rocksdb::DB& database,
                             const std::string& description, const std::stop_token& stop);
Result<void> keep_newest_backups(const std::string& path, ::rocksdb::Env& env, std::uint32_t count);

}  // namespace penstock::kv::rocksdb
