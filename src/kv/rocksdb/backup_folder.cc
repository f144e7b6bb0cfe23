#include "kv/rocksdb/backup_folder.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/backup_engine.h>

#include "kv/rocksdb/folders.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
namespace {

using ::rocksdb::BackupEngine;
using ::rocksdb::BackupEngineReadOnly;

Backup describe(const ::rocksdb::BackupInfo& info) {
  return {.number = info.backup_id,
          .made = WallTime{std::chrono::seconds{info.timestamp}},
          .bytes = info.size,
          .description = info.app_metadata};
}

Result<std::unique_ptr<BackupEngine>> open_to_write(const std::string& path, ::rocksdb::Env& env) {
  BackupEngine* opened = nullptr;
  const auto status = BackupEngine::Open(::rocksdb::BackupEngineOptions(path, &env), &env, &opened);
  if (!status.ok()) {
    return from_rocksdb(status).within(fmt::format("backup folder {} cannot be opened", path));
  }
  return std::unique_ptr<BackupEngine>(opened);
}

}  // namespace

Result<BackupFolder> BackupFolder::open(const std::string& path, ::rocksdb::Env* env) {
  auto& files = env == nullptr ? *::rocksdb::Env::Default() : *env;
  if (!files.FileExists(path + "/meta").ok()) {
    return not_found(fmt::format("there are no backups in {}", path));
  }
  BackupEngineReadOnly* opened = nullptr;
  const auto status =
      BackupEngineReadOnly::Open(::rocksdb::BackupEngineOptions(path, &files), &files, &opened);
  if (!status.ok()) {
    return from_rocksdb(status).within(fmt::format("backup folder {} cannot be read", path));
  }
  return BackupFolder(path, std::unique_ptr<BackupEngineReadOnly>(opened));
}

BackupFolder::BackupFolder(std::string path, std::unique_ptr<BackupEngineReadOnly> engine)
    : path_(std::move(path)), engine_(std::move(engine)) {}

BackupFolder::~BackupFolder() = default;
BackupFolder::BackupFolder(BackupFolder&&) noexcept = default;

std::vector<Backup> BackupFolder::list() const {
  std::vector<::rocksdb::BackupInfo> whole;
  engine_->GetBackupInfo(&whole);
  std::vector<::rocksdb::BackupID> damaged;
  engine_->GetCorruptedBackups(&damaged);
  std::vector<Backup> backups;
  backups.reserve(whole.size() + damaged.size());
  std::ranges::transform(whole, std::back_inserter(backups), describe);
  for (const auto number : damaged) {
    backups.push_back({.number = number,
                       .made = {},
                       .description = {},
                       .damage = "files of it are missing, or not as long as they were"});
  }
  std::ranges::sort(backups, {}, &Backup::number);
  return backups;
}

Result<void> BackupFolder::verify(std::uint32_t number) const {
  TRY(check_present(number));
  const auto status = engine_->VerifyBackup(number, /*verify_with_checksum=*/true);
  if (!status.ok()) return about(number, from_rocksdb(status));
  return {};
}

Result<void> BackupFolder::copy_to(std::uint32_t number, const std::string& database_folder) const {
  TRY(check_present(number));
  const auto status = engine_->RestoreDBFromBackup(::rocksdb::RestoreOptions(), number,
                                                   database_folder, database_folder);
  if (status.ok()) return {};
  if (status.IsCorruption()) TRY(verify(number));  // Which names the file.
  return about(number, from_rocksdb(status));
}

Result<void> BackupFolder::check_present(std::uint32_t number) const {
  const auto backups = list();
  const auto found = std::ranges::find(backups, number, &Backup::number);
  if (found == backups.end()) {
    return not_found(fmt::format("there is no backup {} in {}", number, path_));
  }
  if (!found->damage.empty()) return about(number, corruption(found->damage));
  return {};
}

Error BackupFolder::about(std::uint32_t number, const Error& error) const {
  const auto* is = error.code == ErrorCode::kCorruption ? "is damaged" : "cannot be read";
  return error.within(fmt::format("backup {} in {} {}", number, path_, is));
}

// What is in memory only is written to a table file first: what the backups share are table files.
Result<Backup> create_backup(const std::string& path, ::rocksdb::DB& database,
                             const std::string& description, const std::stop_token& stop) {
  auto& env = *database.GetEnv();
  TRY(create_folder(env, parent_of(path)));
  TRY(create_folder(env, path));
  const auto engine = TRY(open_to_write(path, env));
  const std::stop_callback stopping(stop, [&engine] { engine->StopBackup(); });
  ::rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  ::rocksdb::BackupID number = 0;
  const auto status = engine->CreateNewBackupWithMetadata(options, &database, description, &number);
  if (!status.ok() && stop.stop_requested()) {
    return Error{ErrorCode::kCancelled, "the backup was stopped"};
  }
  if (!status.ok()) return from_rocksdb(status).within(fmt::format("no backup in {}", path));
  ::rocksdb::BackupInfo info;
  TRY(check(engine->GetBackupInfo(number, &info)));
  return describe(info);
}

Result<void> keep_newest_backups(const std::string& path, ::rocksdb::Env& env,
                                 std::uint32_t count) {
  const auto engine = TRY(open_to_write(path, env));
  return check(engine->PurgeOldBackups(count));
}

}  // namespace penstock::kv::rocksdb
