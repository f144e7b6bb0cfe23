#pragma once

#include <string_view>

#include "documents/entry_check.h"

namespace penstock::documents {

/// Whether a document lists the counters that it has.
Result<void> check_counter_list(const kv::Snapshot& snapshot, const DocumentRecord& document);

/// A CheckEntry.
Result<void> check_counter(const CheckContext& context, std::string_view name,
                           std::string_view value);

}  // namespace penstock::documents
