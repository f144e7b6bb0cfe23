#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <rocksdb/db.h>

#include "kv/engine.h"

namespace penstock::kv::rocksdb {

/// One lookup of many keys. A reader that goes through everything looks for keys that mostly lie
/// next to each other, as documents do that were numbered one after the other: then walking from
/// key to key takes half the time of looking each up. Confined to one thread.
class KeyLookup {
 public:
  /// The arguments must outlive this object.
  KeyLookup(::rocksdb::DB& database, const ::rocksdb::Snapshot* snapshot,
            std::span<const std::string> keys, Reuse reuse);

  /// As Snapshot::visit_many(). To be called once.
  Result<void> run(const ValueVisitor& visit);

 private:
  ::rocksdb::ReadOptions options() const;
  /// Visits keys as long as it pays.
  Result<void> walk(const ValueVisitor& visit);
  /// Visits the rest.
  Result<void> look_up(const ValueVisitor& visit);

  ::rocksdb::DB& database_;
  const ::rocksdb::Snapshot* snapshot_;
  const std::span<const std::string> keys_;
  const Reuse reuse_;
  std::vector<std::size_t> order_;  ///< The places of the keys, lowest key first.
  std::size_t visited_ = 0;         ///< Of `order_`.
};

}  // namespace penstock::kv::rocksdb
