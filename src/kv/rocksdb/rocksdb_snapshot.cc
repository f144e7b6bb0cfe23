#include "kv/rocksdb/rocksdb_snapshot.h"

#include <utility>

#include "kv/page_builder.h"
#include "kv/rocksdb/range_iterator.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
namespace {

Result<std::optional<std::string>> value_of(const ::rocksdb::Status& status,
                                            const ::rocksdb::PinnableSlice& value) {
  if (status.IsNotFound()) return std::nullopt;
  TRY(check(status));
  return value.ToString();
}

}  // namespace

RocksdbSnapshot::RocksdbSnapshot(std::shared_ptr<::rocksdb::DB> database)
    : database_(std::move(database)), snapshot_(database_->GetSnapshot()) {}

RocksdbSnapshot::~RocksdbSnapshot() { database_->ReleaseSnapshot(snapshot_); }

Result<std::optional<std::string>> RocksdbSnapshot::get(std::string_view key) const {
  ::rocksdb::PinnableSlice value;
  const auto status = database_->Get(read_options(), database_->DefaultColumnFamily(), key, &value);
  return value_of(status, value);
}

Result<std::vector<std::optional<std::string>>> RocksdbSnapshot::get_many(
    std::span<const std::string> keys, Reuse reuse) const {
  const std::vector<::rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<::rocksdb::PinnableSlice> found(keys.size());
  std::vector<::rocksdb::Status> statuses(keys.size());
  auto options = read_options();
  options.fill_cache = reuse == Reuse::kLikely;
  database_->MultiGet(options, database_->DefaultColumnFamily(), slices.size(), slices.data(),
                      found.data(), statuses.data());
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    values.push_back(TRY(value_of(statuses[i], found[i])));
  }
  return values;
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

::rocksdb::ReadOptions RocksdbSnapshot::read_options() const {
  ::rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  return options;
}

}  // namespace penstock::kv::rocksdb
