#pragma once

#include <string_view>

#include "base/result.h"
#include "documents/entry_check.h"

// What `penstock check` looks at in the tables of time series; each is a CheckEntry.
namespace penstock::documents {

Result<void> check_time_series(const CheckContext& context, std::string_view name,
                               std::string_view value);
Result<void> check_segment(const CheckContext& context, std::string_view name,
                           std::string_view value);
Result<void> check_deleted_range(const CheckContext& context, std::string_view name,
                                 std::string_view value);

/// Whether the derived metadata of a document list its time series and no others.
Result<void> check_time_series_list(const kv::Snapshot& snapshot, const DocumentRecord& document);

}  // namespace penstock::documents
