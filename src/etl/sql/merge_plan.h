#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "etl/sql/row_set.h"

namespace penstock::etl::sql {

/// Which documents of a batch keep their rows in place in tables with Table::upsert: those whose
/// rows of the table all have the same columns. Others have their rows replaced, as in any table:
/// no one statement says what they should be. Immutable.
class MergePlan {
 public:
  /// `encoded` must outlive this object.
  explicit MergePlan(const EncodedBatch& encoded);

  /// Whether the rows of `document` in `table`, if there are any, are merged.
  bool merges(const Table& table, std::uint32_t document) const;

 private:
  /// The set that has the rows of a document; null if several have.
  using SetOf = std::map<std::uint32_t, const RowSet*>;
  std::map<const Table*, SetOf> sets_;
};

}  // namespace penstock::etl::sql
