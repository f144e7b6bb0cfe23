#include "kv/rocksdb/rocksdb_provider.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "kv/key_space_name.h"
#include "kv/rocksdb/backup_folder.h"
#include "kv/rocksdb/data_folder.h"
#include "kv/rocksdb/database_options.h"
#include "kv/rocksdb/log_watch.h"
#include "kv/rocksdb/manifest_watch.h"
#include "kv/rocksdb/mark_file.h"
#include "kv/rocksdb/rocksdb_engine.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {

namespace {

std::optional<std::uint64_t> last_commit(::rocksdb::Env& env, const std::string& folder) {
  const auto mark = MarkFile::read(env, commit_mark_in(folder), 1);
  return mark ? std::optional(mark->front()) : std::nullopt;
}

/// Whether a folder has a write-ahead log, or never had anything to lose.
Result<bool> has_log(::rocksdb::Env& env, const std::string& folder) {
  if (!last_commit(env, folder)) return true;
  std::vector<std::string> names;
  TRY(check(env.GetChildren(folder, &names)));
  return std::ranges::any_of(names, [](const auto& name) { return name.ends_with(".log"); });
}

/// Errors: kCorruption if acknowledged commits are missing at the end of the log.
Result<void> check_log(const ::rocksdb::DB& database, ::rocksdb::Env& env,
                       const std::string& folder) {
  const auto committed = last_commit(env, folder);
  const auto found = database.GetLatestSequenceNumber();
  if (!committed || found >= *committed) return {};
  return corruption(
      fmt::format("key space {} has lost the end of its write-ahead log, which was cut or removed: "
                  "entries up to {} were committed, and up to {} are there. To go on with those, "
                  "remove {}",
                  folder, *committed, found, commit_mark_in(folder)));
}

}  // namespace

Result<std::unique_ptr<RocksdbProvider>> RocksdbProvider::open(const RocksdbOptions& options) {
  auto resources = std::make_unique<SharedResources>(options);
  auto folder = options.read_only ? TRY(DataFolder::open_to_read(options.folder, resources->env()))
                                  : TRY(DataFolder::open(options.folder, resources->env()));
  return std::unique_ptr<RocksdbProvider>(
      new RocksdbProvider(std::move(resources), std::move(folder), options.read_only));
}

RocksdbProvider::RocksdbProvider(std::unique_ptr<SharedResources> resources,
                                 std::unique_ptr<DataFolder> folder, bool read_only)
    : resources_(std::move(resources)), folder_(std::move(folder)), read_only_(read_only) {}

RocksdbProvider::~RocksdbProvider() = default;

Result<std::unique_ptr<Engine>> RocksdbProvider::open(const std::string& name, bool create) {
  TRY(check_key_space_name(name));
  if (!folder_->holds(name)) {
    if (!create || read_only_) return not_found(fmt::format("there is no key space '{}'", name));
    TRY(folder_->create(name));
  }
  // A database that is opened to write begins another log and is done with those it found. If the
  // only one was put elsewhere it can still be put back: that is found out before.
  auto log = std::make_shared<LogWatch>();
  if (!read_only_ && !TRY(has_log(resources_->env(), folder_->path_of(name)))) {
    TRY(open_database(name, Access::kRead, log));
  }
  auto database = TRY(open_database(name, read_only_ ? Access::kRead : Access::kWrite, log));
  auto mark = read_only_
                  ? std::unique_ptr<MarkFile>()
                  : TRY(MarkFile::open(resources_->env(), commit_mark_in(folder_->path_of(name))));
  opened_.with([&](auto& opened) { opened[name] = database; });
  return std::make_unique<RocksdbEngine>(std::move(database), std::move(mark), std::move(log));
}

Result<std::shared_ptr<::rocksdb::DB>> RocksdbProvider::open_database(
    const std::string& name, Access access, std::shared_ptr<LogWatch> log) const {
  const auto path = folder_->path_of(name);
  TRY(check_manifest(resources_->env(), path));
  auto options = database_options(*resources_);
  options.listeners.push_back(std::move(log));
  std::shared_ptr<ManifestWatch> manifest;
  if (access == Access::kWrite) {
    manifest = TRY(ManifestWatch::open(resources_->env(), path));
    options.listeners.push_back(manifest);
  }
  ::rocksdb::DB* opened = nullptr;
  const auto status = access == Access::kRead
                          ? ::rocksdb::DB::OpenForReadOnly(options, path, &opened)
                          : ::rocksdb::DB::Open(options, path, &opened);
  if (lock_is_held(status)) return already_open(name);
  if (!status.ok()) {
    return from_rocksdb(status).within(fmt::format("key space {} cannot be opened", path));
  }
  std::shared_ptr<::rocksdb::DB> database(opened);
  TRY(check_log(*database, resources_->env(), path));
  if (manifest) manifest->note();
  return database;
}

Result<void> RocksdbProvider::destroy(const std::string& name) {
  TRY(check_key_space_name(name));
  return folder_->remove(name);
}

Result<std::vector<std::string>> RocksdbProvider::list() const { return folder_->list(); }

std::shared_ptr<::rocksdb::DB> RocksdbProvider::find_open(const std::string& name) const {
  return opened_.with([&](const auto& opened) {
    const auto found = opened.find(name);
    return found == opened.end() ? nullptr : found->second.lock();
  });
}

Result<void> RocksdbProvider::rewrite(const std::string& name, const Range& range) {
  const auto database = find_open(name);
  if (!database) return not_found(fmt::format("key space '{}' is not open", name));
  ::rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = ::rocksdb::BottommostLevelCompaction::kForceOptimized;
  const ::rocksdb::Slice begin = range.begin;
  const ::rocksdb::Slice end = range.end;
  const auto status = database->CompactRange(options, &begin, range.end.empty() ? nullptr : &end);
  if (!status.ok()) return from_rocksdb(status);
  return {};
}

Result<Backup> RocksdbProvider::back_up(const std::string& name, const std::string& folder,
                                        const std::string& description,
                                        const std::stop_token& stop) {
  const auto database = find_open(name);
  if (!database) return not_found(fmt::format("key space '{}' is not open", name));
  const std::lock_guard writing(backup_mutex_);
  return create_backup(folder, *database, description, stop);
}

Result<std::vector<Backup>> RocksdbProvider::backups(const std::string& folder) const {
  return TRY(BackupFolder::open(folder, &resources_->env())).list();
}

Result<void> RocksdbProvider::restore(const std::string& folder, std::uint32_t number,
                                      const std::string& name) {
  TRY(check_key_space_name(name));
  if (folder_->holds(name)) {
    return Error{ErrorCode::kConflict, fmt::format("there is a key space '{}' already", name)};
  }
  const auto backups = TRY(BackupFolder::open(folder, &resources_->env()));
  TRY(folder_->create(name));
  return backups.copy_to(number, folder_->path_of(name));
}

Result<void> RocksdbProvider::keep_newest(const std::string& folder, std::uint32_t count) {
  const std::lock_guard writing(backup_mutex_);
  return keep_newest_backups(folder, resources_->env(), count);
}

}  // namespace penstock::kv::rocksdb
