#pragma once

#include <string_view>

#include "documents/entry_check.h"

namespace penstock::documents {

/// Whether the flags of a document say that it has revisions.
Result<void> check_revision_flag(const kv::Snapshot& snapshot, const DocumentRecord& document);

// Each a CheckEntry.
Result<void> check_revision(const CheckContext& context, std::string_view name,
                            std::string_view value);
Result<void> check_revision_version(const CheckContext& context, std::string_view name,
                                    std::string_view value);
Result<void> check_revision_head(const CheckContext& context, std::string_view name,
                                 std::string_view value);
Result<void> check_revision_bin(const CheckContext& context, std::string_view name,
                                std::string_view value);

}  // namespace penstock::documents
