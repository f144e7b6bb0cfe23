#pragma once

#include <string_view>

#include "documents/entry_check.h"

namespace penstock::documents {

// Each a CheckEntry.
Result<void> check_compare_exchange(const CheckContext& context, std::string_view name,
                                    std::string_view value);
Result<void> check_compare_exchange_index(const CheckContext& context, std::string_view name,
                                          std::string_view value);
Result<void> check_compare_exchange_tombstone(const CheckContext& context, std::string_view name,
                                              std::string_view value);
Result<void> check_compare_exchange_counts(const CheckContext& context, std::string_view name,
                                           std::string_view value);

/// After all entries: whether what is counted is what there is.
Result<void> check_compare_exchange_tally(const CheckContext& context);

}  // namespace penstock::documents
