#include "kv/rocksdb/rocksdb_snapshot.h"

#include <utility>

#include "kv/page_builder.h"
#include "kv/rocksdb/key_lookup.h"
#include "kv/rocksdb/range_iterator.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
RocksdbSnapshot::RocksdbSnapshot(std::shared_ptr<::rocksdb::DB> database)
    : database_(std::move(database)), snapshot_(database_->GetSnapshot()) {}

RocksdbSnapshot::~RocksdbSnapshot() { database_->ReleaseSnapshot(snapshot_); }

Result<std::optional<std::string>> RocksdbSnapshot::get(std::string_view key) const {
  ::rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  ::rocksdb::PinnableSlice value;
  const auto status = database_->Get(options, database_->DefaultColumnFamily(), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  TRY(check(*database_, status));
  return value.ToString();
}

Result<void> RocksdbSnapshot::visit_many(std::span<const std::string> keys, Reuse reuse,
                                         const ValueVisitor& visit) const {
  return KeyLookup(*database_, snapshot_, keys, reuse).run(visit);
}

Result<Page> RocksdbSnapshot::scan(const Range& range, Direction direction,
                                   const PageLimits& limits) const {
  PageBuilder page(limits);
  RangeIterator entries(*database_, snapshot_, range, limits.reuse);
  TRY(entries.walk(direction, [&](std::string_view key, std::string_view value) {
    return page.add(key, value);
  }));
  return page.take();
}

Result<void> RocksdbSnapshot::visit(const Range& range, Reuse reuse, const Visitor& visit) const {
  return RangeIterator(*database_, snapshot_, range, reuse).walk(Direction::kForward, visit);
}

}  // namespace penstock::kv::rocksdb
