#include "kv/rocksdb/range_iterator.h"

#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {

RangeIterator::RangeIterator(::rocksdb::DB& database, const ::rocksdb::Snapshot* snapshot,
                             const Range& range, Reuse reuse)
    : database_(database), begin_(range.begin), end_(range.end) {
  // Readahead stays automatic: none for the first reads, then growing to 256 KB, which suits
  // both a page of ten entries and a walk over everything.
  ::rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.fill_cache = reuse == Reuse::kLikely;
  options.iterate_lower_bound = &begin_;
  if (!range.end.empty()) options.iterate_upper_bound = &end_;
  iterator_.reset(database.NewIterator(options));
}

void RangeIterator::start(Direction direction) {
  direction == Direction::kForward ? iterator_->SeekToFirst() : iterator_->SeekToLast();
}

Result<void> RangeIterator::finish() const { return check(database_, iterator_->status()); }

}  // namespace penstock::kv::rocksdb
