#include "kv/rocksdb/data_folder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "kv/rocksdb/folders.h"
#include "kv/rocksdb/mark_file.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
namespace {

constexpr char kRemovedMark = '~';  // No name of a key space has it.

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

bool held_by_this_process(const ::rocksdb::Status& status) {
  return status.ToString().find("lock hold by current process") != std::string::npos;
}

bool held_by_another_process(const ::rocksdb::Status& status) {
  return status.ToString().find("While lock file") != std::string::npos;
}

}  // namespace

bool lock_is_held(const ::rocksdb::Status& status) {
  return status.IsIOError() && (held_by_this_process(status) || held_by_another_process(status));
}

Error already_open(const std::string& name) {
  return {ErrorCode::kUnavailable, fmt::format("key space '{}' is open already", name)};
}

Result<std::unique_ptr<DataFolder>> DataFolder::open(std::string path, ::rocksdb::Env& env) {
  std::unique_ptr<DataFolder> folder(new DataFolder(without_trailing_slash(std::move(path)), env));
  const auto created = env.CreateDirIfMissing(folder->path_);
  if (!created.ok()) return folder->cannot_write(created);
  TRY(folder->lock());
  TRY(sync_folder(env, parent_of(folder->path_)));
  TRY(folder->sweep());
  return folder;
}

Result<std::unique_ptr<DataFolder>> DataFolder::open_to_read(std::string path,
                                                             ::rocksdb::Env& env) {
  std::unique_ptr<DataFolder> folder(new DataFolder(without_trailing_slash(std::move(path)), env));
  if (!env.FileExists(folder->path_ + "/LOCK").ok()) {
    return not_found(fmt::format("{} is no data folder", folder->path_));
  }
  TRY(folder->lock());
  return folder;
}

DataFolder::~DataFolder() {
  if (lock_ != nullptr) env_.UnlockFile(lock_).PermitUncheckedError();
}

bool DataFolder::holds(const std::string& name) const {
  return env_.FileExists(path_of(name) + "/CURRENT").ok();
}

Result<void> DataFolder::create(const std::string& name) {
  const auto status = env_.CreateDirIfMissing(path_of(name));
  if (!status.ok()) return cannot_write(status);
  return sync_folder(env_, path_);
}

Result<void> DataFolder::remove(const std::string& name) {
  const auto removed = path_of(name) + kRemovedMark;
  TRY(delete_files(removed));  // Left over by an attempt that failed.
  if (!env_.FileExists(path_of(name)).ok()) return {};
  TRY(set_aside(name));
  return delete_files(removed);
}

Result<std::vector<std::string>> DataFolder::list() const {
  std::vector<std::string> names;
  TRY(check(env_.GetChildren(path_, &names)));
  std::erase_if(names, [this](const std::string& name) {
    return name.empty() || name.front() == '.' || name.back() == kRemovedMark || !holds(name);
  });
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> DataFolder::lock() {
  const auto status = env_.LockFile(path_ + "/LOCK", &lock_);
  if (status.ok()) return {};
  lock_ = nullptr;
  if (!lock_is_held(status)) return cannot_write(status);
  return Error{ErrorCode::kUnavailable,
               fmt::format("data folder {} is in use by {} process", path_,
                           held_by_this_process(status) ? "this" : "another")};
}

Result<void> DataFolder::sweep() {
  std::vector<std::string> names;
  TRY(check(env_.GetChildren(path_, &names)));
  for (const auto& name : names) {
    if (name.back() == kRemovedMark) TRY(delete_files(path_of(name)));
  }
  return {};
}

// Under the lock of the database, so that nobody has it open or opens it meanwhile.
Result<void> DataFolder::set_aside(const std::string& name) {
  ::rocksdb::FileLock* lock = nullptr;
  const auto locked = env_.LockFile(path_of(name) + "/LOCK", &lock);
  if (lock_is_held(locked)) return already_open(name);
  if (!locked.ok()) return cannot_write(locked);
  const auto renamed = env_.RenameFile(path_of(name), path_of(name) + kRemovedMark);
  env_.UnlockFile(lock).PermitUncheckedError();
  if (!renamed.ok()) return cannot_write(renamed);
  return sync_folder(env_, path_);
}

Result<void> DataFolder::delete_files(const std::string& path) {
  if (!env_.FileExists(path).ok()) return {};
  TRY(MarkFile::remove(env_, commit_mark_in(path)));
  TRY(MarkFile::remove(env_, manifest_mark_in(path)));
  ::rocksdb::Options options;
  options.env = &env_;
  return check(::rocksdb::DestroyDB(path, options));
}

Error DataFolder::cannot_write(const ::rocksdb::Status& status) const {
  return {ErrorCode::kUnavailable,
          fmt::format("data folder {} cannot be written: {}", path_, status.ToString())};
}

}  // namespace penstock::kv::rocksdb
