#include "kv/rocksdb/rocksdb_engine.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/kill_point.h"
#include "kv/rocksdb/batch_encoder.h"
#include "kv/rocksdb/rocksdb_snapshot.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
namespace {

std::uint64_t number_property(::rocksdb::DB& database, const std::string& name) {
  std::uint64_t value = 0;
  return database.GetIntProperty(name, &value) ? value : 0;
}

}  // namespace

RocksdbEngine::RocksdbEngine(std::shared_ptr<::rocksdb::DB> database,
                             std::unique_ptr<MarkFile> mark, std::shared_ptr<LogWatch> log)
    : database_(std::move(database)), mark_(std::move(mark)), log_(std::move(log)) {}

Result<std::unique_ptr<const Snapshot>> RocksdbEngine::snapshot() const {
  return std::make_unique<const RocksdbSnapshot>(database_);
}

Result<std::optional<std::string>> RocksdbEngine::get_from_memory(std::string_view key) const {
  ::rocksdb::ReadOptions options;
  options.read_tier = ::rocksdb::kBlockCacheTier;
  std::string value;
  const auto status = database_->Get(options, key, &value);
  if (status.IsNotFound()) return std::nullopt;
  TRY(check(*database_, status));
  return value;
}

Result<void> RocksdbEngine::commit(const WriteBatch& batch,
                                   const std::optional<Expectation>& expected) {
  const std::lock_guard lock(commit_mutex_);
  if (expected) TRY(check_holds(*expected));
  if (batch.empty()) return {};
  return write(batch);
}

Result<Statistics> RocksdbEngine::statistics() const {
  std::vector<::rocksdb::Env::FileAttributes> files;
  TRY(check(database_->GetEnv()->GetChildrenFileAttributes(database_->GetName(), &files)));
  Statistics statistics;
  for (const auto& file : files) statistics.disk_bytes += file.size_bytes;
  statistics.memory_bytes =
      number_property(*database_, ::rocksdb::DB::Properties::kSizeAllMemTables) +
      number_property(*database_, ::rocksdb::DB::Properties::kEstimateTableReadersMem);
  return statistics;
}

Result<void> RocksdbEngine::check_holds(const Expectation& expected) const {
  std::string value;
  const auto status = database_->Get(::rocksdb::ReadOptions(), expected.key, &value);
  if (!status.IsNotFound()) TRY(check(*database_, status));
  const bool holds = status.IsNotFound() ? !expected.value : expected.value == value;
  if (holds) return {};
  return Error{ErrorCode::kConflict, "the expected value does not hold"};
}

// A write that failed may have left half a record at the end of the log, and recovery stops there:
// what followed it would be lost. RocksDB therefore refuses all writes after it, and where the
// disk was full resumes on its own, having moved everything acknowledged to a table file and begun
// another log. After other errors it is unknown what the disk holds, and only recovery can tell.
Result<void> RocksdbEngine::write(const WriteBatch& batch) {
  auto encoded = TRY(encode(batch, *database_));
  ::rocksdb::WriteOptions options;
  options.sync = true;
  const auto log = log_->current();
  kill_point("commit-begun");
  TRY(check(*database_, database_->Write(options, &encoded)));
  kill_point("commit-synced");
  log_->wrote(log);
  mark_->write(std::array{std::uint64_t{database_->GetLatestSequenceNumber()}});
  kill_point("commit-marked");
  return {};
}

}  // namespace penstock::kv::rocksdb
