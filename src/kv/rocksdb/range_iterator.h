#pragma once

#include <memory>
#include <string_view>

#include <rocksdb/db.h>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::kv::rocksdb {

inline std::string_view view(const ::rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

/// Walks a range either way. Always bounded: without a bound an iterator reads on through the
/// deletions behind its range before it stops. Confined to one thread; `database` and `range`
/// must outlive it.
class RangeIterator {
 public:
  /// Reads at `snapshot`, or the latest state if null.
  RangeIterator(::rocksdb::DB& database, const ::rocksdb::Snapshot* snapshot, const Range& range,
                Reuse reuse = Reuse::kLikely);

  RangeIterator(const RangeIterator&) = delete;
  RangeIterator& operator=(const RangeIterator&) = delete;

  /// Calls `accept(key, value)` for the entries in order, until it returns false. The views are
  /// valid during the call.
  template <typename Accept>
  Result<void> walk(Direction direction, Accept&& accept) {
    start(direction);
    while (iterator_->Valid() && accept(view(iterator_->key()), view(iterator_->value()))) {
      direction == Direction::kForward ? iterator_->Next() : iterator_->Prev();
    }
    return finish();
  }

 private:
  void start(Direction direction);
  Result<void> finish() const;

  const ::rocksdb::DB& database_;
  ::rocksdb::Slice begin_;
  ::rocksdb::Slice end_;
  std::unique_ptr<::rocksdb::Iterator> iterator_;
};

}  // namespace penstock::kv::rocksdb
