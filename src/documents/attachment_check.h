#pragma once

#include <string_view>

#include "documents/attachment.h"
#include "documents/entry_check.h"

namespace penstock::documents {

/// Whether a document lists the attachments that it has.
Result<void> check_attachment_list(const kv::Snapshot& snapshot, const DocumentRecord& document);

/// Counts a reference to a content, and whether that is there.
Result<void> check_reference(const CheckContext& context, const Attachment& attachment);

// Each a CheckEntry. That of a content reads its bytes and compares their hash.
Result<void> check_attachment(const CheckContext& context, std::string_view name,
                              std::string_view value);
Result<void> check_attachment_tombstone(const CheckContext& context, std::string_view name,
                                        std::string_view value);
Result<void> check_content(const CheckContext& context, std::string_view name,
                           std::string_view value);
Result<void> check_content_chunk(const CheckContext& context, std::string_view name,
                                 std::string_view value);
Result<void> check_loose_chunks(const CheckContext& context, std::string_view name,
                                std::string_view value);

}  // namespace penstock::documents
