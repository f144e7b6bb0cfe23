#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "support/disk_journal.h"

namespace penstock::testing {

/// The machine's file system, seen by RocksDB, on a machine whose power can be cut: then every
/// change fails, and drop_unsynced() takes back what was not synced. The page cache, which
/// survives the kill of a process, hides exactly these losses. Thread-safe.
class UnsyncedFileSystem final : public ::rocksdb::FileSystemWrapper {
 public:
  /// `trash` is a folder for its own use, outside of the data and on the same disk.
  explicit UnsyncedFileSystem(const std::string& trash);

  const char* Name() const override { return "UnsyncedFileSystem"; }

  /// Lets `changes` more changes through (writes, syncs, names made, changed or removed); then
  /// the power is out.
  void cut_power_after(std::uint64_t changes);
  bool power_is_out() const;

  /// Leaves on disk what a power cut leaves, as `random` decides, and brings the power back.
  /// Everything that writes here is closed.
  void drop_unsynced(std::mt19937& random);

  /// The next sync of a file fails with `status`; what it should have synced is not.
  void fail_next_sync(const ::rocksdb::IOStatus& status);

  ::rocksdb::IOStatus NewWritableFile(const std::string& path,
                                      const ::rocksdb::FileOptions& options,
                                      std::unique_ptr<::rocksdb::FSWritableFile>* file,
                                      ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus ReopenWritableFile(const std::string& path,
                                         const ::rocksdb::FileOptions& options,
                                         std::unique_ptr<::rocksdb::FSWritableFile>* file,
                                         ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                        const ::rocksdb::FileOptions& options,
                                        std::unique_ptr<::rocksdb::FSWritableFile>* file,
                                        ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus NewRandomRWFile(const std::string& path,
                                      const ::rocksdb::FileOptions& options,
                                      std::unique_ptr<::rocksdb::FSRandomRWFile>* file,
                                      ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus NewDirectory(const std::string& path, const ::rocksdb::IOOptions& options,
                                   std::unique_ptr<::rocksdb::FSDirectory>* directory,
                                   ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus DeleteFile(const std::string& path, const ::rocksdb::IOOptions& options,
                                 ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus CreateDir(const std::string& path, const ::rocksdb::IOOptions& options,
                                ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus CreateDirIfMissing(const std::string& path,
                                         const ::rocksdb::IOOptions& options,
                                         ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus DeleteDir(const std::string& path, const ::rocksdb::IOOptions& options,
                                ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                                 const ::rocksdb::IOOptions& options,
                                 ::rocksdb::IODebugContext* debug) override;

 private:
  friend class UnsyncedFile;
  friend class FileInPlace;
  friend class UnsyncedFolder;

  template <typename Make>
  ::rocksdb::IOStatus change(Make&& make);
  ::rocksdb::IOStatus sync(DiskJournal::Sizes& sizes);

  mutable std::mutex mutex_;
  DiskJournal journal_;
  std::optional<std::uint64_t> changes_left_;
  std::optional<::rocksdb::IOStatus> next_sync_;
};

/// The environment for a RocksDB on `files`. Its clock does not wait where RocksDB would wait a
/// second after each failure.
std::shared_ptr<::rocksdb::Env> environment_on(const std::shared_ptr<::rocksdb::FileSystem>& files);

}  // namespace penstock::testing
