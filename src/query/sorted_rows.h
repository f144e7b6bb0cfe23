#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "query/sort_key.h"
#include "query/syntax.h"

namespace penstock::query {

/// The memory that one `order by` may take for the keys and ids of the documents it puts in order.
/// A `limit` keeps it small: only as many as it asks for are kept.
inline constexpr std::size_t kSortedBytesMax = std::size_t{64} << 20;

/// Gathers documents and keeps the first of them in the order of a query. Confined to one thread.
class SortedRows {
 public:
  /// Keeps the first `rows_max`. `order_by` must outlive this object.
  SortedRows(const std::vector<Ordering>& order_by, std::uint64_t rows_max)
      : order_by_(order_by), rows_max_(rows_max) {}

  /// Errors: kTooLarge beyond kSortedBytesMax.
  Result<void> add(const documents::Document& document);

  /// The ids in order; what has equal keys is in the order of its etags. Nothing is left here.
  std::vector<std::string> take_ids();

 private:
  struct Row {
    std::vector<SortKey> keys;
    documents::Etag etag;
    std::string id;

    std::size_t bytes() const;
  };

  bool comes_before(const Row& left, const Row& right) const;

  const std::vector<Ordering>& order_by_;
  const std::uint64_t rows_max_;
  std::vector<Row> rows_;  ///< A heap: the last in order is at its front.
  std::size_t bytes_ = 0;
};

}  // namespace penstock::query
