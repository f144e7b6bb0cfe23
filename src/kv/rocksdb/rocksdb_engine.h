#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include <rocksdb/db.h>

#include "kv/engine.h"
#include "kv/rocksdb/log_watch.h"
#include "kv/rocksdb/mark_file.h"

namespace penstock::kv::rocksdb {

/// One key space, kept in one RocksDB. What a failed commit means is said in rocksdb_provider.h.
/// Thread-safe.
class RocksdbEngine final : public Engine {
 public:
  /// Without a `mark` nothing can be committed. `log` listens to `database`.
  RocksdbEngine(std::shared_ptr<::rocksdb::DB> database, std::unique_ptr<MarkFile> mark,
                std::shared_ptr<LogWatch> log);

  Result<std::unique_ptr<const Snapshot>> snapshot() const override;
  Result<std::optional<std::string>> get_from_memory(std::string_view key) const override;
  Result<void> commit(const WriteBatch& batch, const std::optional<Expectation>& expected) override;

  /// The files of this key space, and its write buffers and open tables; the block cache is
  /// shared and belongs to none.
  Result<Statistics> statistics() const override;

 private:
  Result<void> check_holds(const Expectation& expected) const;
  Result<void> write(const WriteBatch& batch);

  std::shared_ptr<::rocksdb::DB> database_;
  std::unique_ptr<MarkFile> mark_;  ///< Of the last commit.
  std::shared_ptr<LogWatch> log_;
  // Held from the comparison to the write. Nothing is lost by it: writers are merged above.
  std::mutex commit_mutex_;
};

}  // namespace penstock::kv::rocksdb
