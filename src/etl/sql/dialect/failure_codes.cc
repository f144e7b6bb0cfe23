#include "etl/sql/dialect/failure_codes.h"

#include <algorithm>

namespace penstock::etl::sql {

std::optional<FailureClass> class_of_number(std::span<const NumberClass> known,
                                            std::int64_t number) {
  const auto found = std::find_if(known.begin(), known.end(), [number](const NumberClass& entry) {
    return entry.number == number;
  });
  return found == known.end() ? std::nullopt : std::optional(found->kind);
}

// 22: the value; 23: a constraint; 44: a view's check option.
FailureClass class_of_state(std::string_view state) {
  const auto family = state.substr(0, 2);
  if (family == "22" || family == "23" || family == "44") return FailureClass::kDocument;
  if (family == "28") return FailureClass::kForbidden;
  return family == "40" ? FailureClass::kConflict : FailureClass::kUnavailable;
}

}  // namespace penstock::etl::sql
