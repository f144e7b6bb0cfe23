#include "kv/rocksdb/batch_encoder.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kv/rocksdb/range_iterator.h"
#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
namespace {

// RocksDB can erase a range by one tombstone over it. Such a tombstone costs every later read of
// the same memtable and files, and CompactOnDeletionCollector does not count it, so it pays only
// for ranges of many keys; the keys of smaller ones are erased one by one.
constexpr std::size_t kSingleErasesMax = 1024;

class BatchEncoder {
 public:
  BatchEncoder(const WriteBatch& batch, ::rocksdb::DB& database)
      : batch_(batch),
        database_(database),
        erases_ranges_(has_ranges(batch)),
        encoded_(encoded_bytes(batch)) {}

  Result<::rocksdb::WriteBatch> encode() {
    for (const auto& operation : batch_.operations()) {
      switch (operation.kind) {
        case WriteBatch::Operation::Kind::kPut: TRY(put(operation)); break;
        case WriteBatch::Operation::Kind::kErase: TRY(check(encoded_.Delete(operation.key))); break;
        case WriteBatch::Operation::Kind::kEraseRange:
          TRY(erase_range({operation.key, operation.value}));
          break;
      }
    }
    return std::move(encoded_);
  }

 private:
  // Roughly: RocksDB adds a kind and two lengths to each key and value.
  static std::size_t encoded_bytes(const WriteBatch& batch) {
    constexpr std::size_t kBytesAddedMax = 16;
    std::size_t bytes = kBytesAddedMax;
    for (const auto& operation : batch.operations()) {
      bytes += operation.key.size() + operation.value.size() + kBytesAddedMax;
    }
    return bytes;
  }

  static bool has_ranges(const WriteBatch& batch) {
    return std::any_of(batch.operations().begin(), batch.operations().end(),
                       [](const auto& operation) {
                         return operation.kind == WriteBatch::Operation::Kind::kEraseRange;
                       });
  }

  Result<void> put(const WriteBatch::Operation& operation) {
    if (erases_ranges_) put_keys_.insert(operation.key);
    return check(encoded_.Put(operation.key, operation.value));
  }

  Result<void> erase_range(const Range& range) {
    if (!range.end.empty() && range.end <= range.begin) return {};
    const auto keys = TRY(keys_in(range));
    if (keys.size() > kSingleErasesMax) return erase_by_tombstone(range);
    for (const auto& key : keys) TRY(check(encoded_.Delete(key)));
    return {};
  }

  // What the range holds, on disk or by an earlier operation of this batch; of a large range just
  // enough to know that it is large.
  Result<std::vector<std::string>> keys_in(const Range& range) {
    std::vector<std::string> keys;
    const auto add = [&](std::string_view key) {
      keys.emplace_back(key);
      return keys.size() <= kSingleErasesMax;
    };
    RangeIterator stored(database_, nullptr, range);
    TRY(stored.walk(Direction::kForward, [&](std::string_view key, auto) { return add(key); }));
    auto key = put_keys_.lower_bound(range.begin);
    const auto end = range.end.empty() ? put_keys_.end() : put_keys_.lower_bound(range.end);
    while (key != end && add(*key)) ++key;
    return keys;
  }

  Result<void> erase_by_tombstone(const Range& range) {
    const auto end = range.end.empty() ? key_after(TRY(last_key_from(range.begin))) : range.end;
    return check(encoded_.DeleteRange(range.begin, end));
  }

  // RocksDB knows no range without an end; the last key that can be there stands in.
  Result<std::string> last_key_from(const std::string& begin) {
    std::string last = put_keys_.empty() ? begin : std::string(*put_keys_.rbegin());
    const Range range{begin, ""};
    RangeIterator stored(database_, nullptr, range);
    TRY(stored.walk(Direction::kBackward, [&](std::string_view key, auto) {
      last = std::max(last, std::string(key));
      return false;
    }));
    return std::max(last, begin);
  }

  const WriteBatch& batch_;
  ::rocksdb::DB& database_;
  const bool erases_ranges_;
  std::set<std::string_view> put_keys_;  // Of the operations so far, if a range may need them.
  ::rocksdb::WriteBatch encoded_;
};

}  // namespace

Result<::rocksdb::WriteBatch> encode(const WriteBatch& batch, ::rocksdb::DB& database) {
  return BatchEncoder(batch, database).encode();
}

}  // namespace penstock::kv::rocksdb
