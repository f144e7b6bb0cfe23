#include "kv/rocksdb/folders.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace penstock::kv::rocksdb {
namespace {

Result<void> written(const std::string& path, const ::rocksdb::Status& status) {
  if (status.ok()) return {};
  return Error{ErrorCode::kUnavailable,
               fmt::format("{} cannot be written: {}", path, status.ToString())};
}

::rocksdb::Status sync(::rocksdb::Env& env, const std::string& path) {
  std::unique_ptr<::rocksdb::Directory> directory;
  const auto status = env.NewDirectory(path, &directory);
  return status.ok() ? directory->Fsync() : status;
}

}  // namespace

std::string parent_of(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

Result<void> create_folder(::rocksdb::Env& env, const std::string& path) {
  auto status = env.CreateDirIfMissing(path);
  if (status.ok()) status = sync(env, parent_of(path));
  return written(path, status);
}

Result<void> sync_folder(::rocksdb::Env& env, const std::string& path) {
  return written(path, sync(env, path));
}

}  // namespace penstock::kv::rocksdb
