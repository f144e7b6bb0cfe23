#include "kv/rocksdb/rocksdb_provider.h"

#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "kv/key_space_name.h"
#include "kv/rocksdb/data_folder.h"
#include "kv/rocksdb/database_options.h"
#include "kv/rocksdb/rocksdb_engine.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {

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
  ::rocksdb::DB* database = nullptr;
  const auto options = database_options(*resources_);
  const auto status =
      read_only_ ? ::rocksdb::DB::OpenForReadOnly(options, folder_->path_of(name), &database)
                 : ::rocksdb::DB::Open(options, folder_->path_of(name), &database);
  if (lock_is_held(status)) return already_open(name);
  if (!status.ok()) {
    return from_rocksdb(status).within(
        fmt::format("key space {} cannot be opened", folder_->path_of(name)));
  }
  return std::make_unique<RocksdbEngine>(std::shared_ptr<::rocksdb::DB>(database));
}

Result<void> RocksdbProvider::destroy(const std::string& name) {
  TRY(check_key_space_name(name));
  return folder_->remove(name);
}

Result<std::vector<std::string>> RocksdbProvider::list() const { return folder_->list(); }

}  // namespace penstock::kv::rocksdb
