#pragma once

#include <memory>
#include <string>
#include <vector>

#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include "base/result.h"

namespace penstock::kv::rocksdb {

/// The folder that holds one folder for each key space, locked against other processes while this
/// object lives. What it creates, renames and removes is on disk when it returns. Thread-safe.
//
//   <folder>/LOCK      held by the process that serves it
//   <folder>/<name>/   a RocksDB; without a file CURRENT it was never completely created
//   <folder>/<name>~/  being removed: no key space any more, swept at the next open
class DataFolder {
 public:
  /// Creates the folder if it is missing, locks it and sweeps what was being removed.
  /// `env` must outlive it. Errors: kUnavailable, naming the folder.
  static Result<std::unique_ptr<DataFolder>> open(std::string path, ::rocksdb::Env& env);

  /// Locks the folder and leaves it as it is. Errors: kNotFound if there is none; kUnavailable,
  /// naming the folder.
  static Result<std::unique_ptr<DataFolder>> open_to_read(std::string path, ::rocksdb::Env& env);

  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  std::string path_of(const std::string& name) const { return path_ + "/" + name; }

  /// Whether there is a key space of that name.
  bool holds(const std::string& name) const;

  /// Makes the folder of a key space, empty, if it is missing.
  Result<void> create(const std::string& name);

  /// Removes a key space at one stroke: a crash leaves all of it or none. Nothing happens if
  /// there is none. Errors: kUnavailable if it is open.
  Result<void> remove(const std::string& name);

  Result<std::vector<std::string>> list() const;

 private:
  DataFolder(std::string path, ::rocksdb::Env& env) : path_(std::move(path)), env_(env) {}

  Result<void> lock();
  Result<void> sweep();
  Result<void> set_aside(const std::string& name);
  Result<void> delete_files(const std::string& path);
  Error cannot_write(const ::rocksdb::Status& status) const;

  std::string path_;
  ::rocksdb::Env& env_;
  ::rocksdb::FileLock* lock_ = nullptr;
};

/// Whether a status says that somebody holds the lock, rather than that it could not be tried.
bool lock_is_held(const ::rocksdb::Status& status);

/// The error for a key space that somebody has open.
Error already_open(const std::string& name);

}  // namespace penstock::kv::rocksdb
