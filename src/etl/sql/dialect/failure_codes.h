#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// What a product's own error number means.
struct NumberClass {
  std::int64_t number;
  FailureClass kind;
};

/// Nothing if the number is not among them.
std::optional<FailureClass> class_of_number(std::span<const NumberClass> known,
                                            std::int64_t number);

/// By the first two characters of an SQLSTATE, as standard SQL has them; kUnavailable for all that
/// say nothing of documents, rights and conflicts.
FailureClass class_of_state(std::string_view state);

}  // namespace penstock::etl::sql
