#pragma once

#include <string_view>

#include "documents/entry_check.h"

namespace penstock::documents {

/// Whether the times that a document sets are in order with those of the others.
Result<void> check_due_times(const kv::Snapshot& snapshot, const DocumentRecord& document);

// Each a CheckEntry.
Result<void> check_expiration(const CheckContext& context, std::string_view name,
                              std::string_view value);
Result<void> check_refresh(const CheckContext& context, std::string_view name,
                           std::string_view value);

}  // namespace penstock::documents
