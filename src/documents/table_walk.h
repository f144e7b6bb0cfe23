#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Walks all entries of a range in key order, a page ahead. Confined to one thread.
class TableWalk {
 public:
  /// `snapshot` must outlive this object.
  TableWalk(const kv::Snapshot& snapshot, kv::Range range)
      : snapshot_(snapshot), rest_(std::move(range)) {}

  /// The next entry, nothing at the end. Errors: those of the engine.
  Result<std::optional<kv::Entry>> next();

 private:
  static constexpr kv::PageLimits kPage = {
      .entries_max = 1024, .bytes_max = std::size_t{1} << 20, .reuse = kv::Reuse::kUnlikely};

  const kv::Snapshot& snapshot_;
  kv::Range rest_;
  bool more_ = true;
  std::deque<kv::Entry> page_;
};

}  // namespace penstock::documents
