#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "kv/backup_store.h"
#include "kv/engine.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace penstock::kv::rocksdb {

class DataFolder;
class LogWatch;
struct SharedResources;

struct RocksdbOptions {
  /// Holds one folder for each key space. Created if it is missing; its parent is not.
  std::string folder = {};
  /// Blocks read from disk, with their indexes and filters: of all key spaces together.
  std::size_t block_cache_bytes = std::size_t{96} << 20;
  /// Entries committed and not yet in a table file: of all key spaces together.
  std::size_t write_buffer_bytes = std::size_t{32} << 20;
  /// Files, threads and clock, for tests that lose what was not synced; the operating system's if
  /// empty.
  std::shared_ptr<::rocksdb::Env> environment = nullptr;
  /// Leaves the files as they are: what is missing is not created, commits fail, and logs are
  /// replayed in memory only. Only the folder's lock is taken.
  bool read_only = false;
};

/// Key spaces on the local disk, each a RocksDB in `<folder>/<name>`. The folder is held by one
/// provider, in one process, at a time. Close all engines and snapshots first. Thread-safe.
///
/// A commit that failed is not visible through its engine, but may have reached the log before
/// the failure: after a restart it is there as a whole or not at all, like any commit that was
/// under way when the power went. While RocksDB cannot write, commits fail with kUnavailable and
/// reads go on. When the disk was full, commits work again some seconds after there is room,
/// unless a log was just begun (log_watch.h); then, and after any other failure of the disk, they
/// do once the key space was closed and opened, as their error says.
///
/// Its backups are made by RocksDB's backup engine, one at a time.
class RocksdbProvider final : public EngineProvider, public BackupStore {
 public:
  /// Takes the folder. Errors: kUnavailable, with the folder's name, if another process has it or
  /// it cannot be written.
  static Result<std::unique_ptr<RocksdbProvider>> open(const RocksdbOptions& options);

  ~RocksdbProvider() override;
  RocksdbProvider(const RocksdbProvider&) = delete;
  RocksdbProvider& operator=(const RocksdbProvider&) = delete;

  /// As EngineProvider has it. Errors also: kCorruption if the end of the log is missing, which was
  /// on disk when a commit was acknowledged.
  Result<std::unique_ptr<Engine>> open(const std::string& name, bool create) override;
  Result<void> destroy(const std::string& name) override;
  Result<std::vector<std::string>> list() const override;

  /// Writes the files of an open key space anew that hold `range`, so that what was replaced or
  /// erased there is on disk no more, but for backups. Takes as long as there is in them. Errors:
  /// kNotFound if it is not open; kUnavailable.
  Result<void> rewrite(const std::string& name, const Range& range);

  Result<Backup> back_up(const std::string& name, const std::string& folder,
                         const std::string& description, const std::stop_token& stop) override;
  Result<std::vector<Backup>> backups(const std::string& folder) const override;
  Result<void> restore(const std::string& folder, std::uint32_t number,
                       const std::string& name) override;
  Result<void> keep_newest(const std::string& folder, std::uint32_t count) override;

 private:
  RocksdbProvider(std::unique_ptr<SharedResources> resources, std::unique_ptr<DataFolder> folder,
                  bool read_only);

  enum class Access : std::uint8_t { kRead, kWrite };
  Result<std::shared_ptr<::rocksdb::DB>> open_database(const std::string& name, Access access,
                                                       std::shared_ptr<LogWatch> log) const;
  std::shared_ptr<::rocksdb::DB> find_open(const std::string& name) const;

  std::unique_ptr<SharedResources> resources_;
  std::unique_ptr<DataFolder> folder_;
  const bool read_only_;
  Guarded<std::map<std::string, std::weak_ptr<::rocksdb::DB>>> opened_;  ///< Or were once.
  std::mutex backup_mutex_;  ///< Held by who writes to a folder of backups.
};

}  // namespace penstock::kv::rocksdb
