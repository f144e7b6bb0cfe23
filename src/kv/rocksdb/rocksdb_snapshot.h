#pragma once

#include <memory>

#include <rocksdb/db.h>

#include "kv/engine.h"

namespace penstock::kv::rocksdb {

/// Holds back the compaction of what it sees, so keep it for a batch. Immutable.
class RocksdbSnapshot final : public Snapshot {
 public:
  explicit RocksdbSnapshot(std::shared_ptr<::rocksdb::DB> database);
  ~RocksdbSnapshot() override;
  RocksdbSnapshot(const RocksdbSnapshot&) = delete;
  RocksdbSnapshot& operator=(const RocksdbSnapshot&) = delete;

  Result<std::optional<std::string>> get(std::string_view key) const override;
  Result<void> visit_many(std::span<const std::string> keys, Reuse reuse,
                          const ValueVisitor& visit) const override;
  Result<Page> scan(const Range& range, Direction direction,
                    const PageLimits& limits) const override;
  Result<void> visit(const Range& range, Reuse reuse, const Visitor& visit) const override;

 private:
  std::shared_ptr<::rocksdb::DB> database_;
  const ::rocksdb::Snapshot* snapshot_;
};

}  // namespace penstock::kv::rocksdb
