#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// Document ids as a few spans from a lowest to a highest one, for asking a destination what it has
/// there. Ids that differ in their digits alone, as "orders/17-A" and "orders/42-A" do, make a
/// span: every collation orders those in the same way. Immutable.
class IdSpans {
 public:
  struct Span {
    std::string_view lowest;
    std::string_view highest;
  };

  /// `ids` must outlive this object.
  explicit IdSpans(std::span<const std::string_view> ids);

  /// All ids lie in one of them. Empty if the ids are too different: then spans say nothing.
  const std::vector<Span>& spans() const { return spans_; }

  /// Whether one of the ids may be in the first column of `stored`, however the destination
  /// compares texts.
  bool may_be_among(const std::vector<QueryRow>& stored) const;

 private:
  bool add(std::string_view id);

  std::span<const std::string_view> ids_;
  std::vector<Span> spans_;
};

}  // namespace penstock::etl::sql
