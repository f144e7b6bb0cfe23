#include "documents/attachment_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "documents/keys.h"

namespace penstock::documents {

Result<std::optional<Attachment>> AttachmentReader::find(std::string_view document_id,
                                                         std::string_view name) const {
  const auto key =
      table_key(Table::kAttachments, part_name(fold_case(document_id), fold_case(name)));
  const auto stored = TRY(snapshot_.get(key));
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_attachment(*stored)));
}

Result<std::vector<Attachment>> AttachmentReader::list(std::string_view document_id) const {
  std::vector<Attachment> attachments;
  Result<void> decoded;
  TRY(snapshot_.visit(table_range(Table::kAttachments, part_name(fold_case(document_id), {})),
                      [&](std::string_view, std::string_view value) {
                        auto attachment = decode_attachment(value);
                        if (attachment) {
                          attachments.push_back(*std::move(attachment));
                        } else {
                          decoded = std::move(attachment).error();
                        }
                        return decoded.has_value();
                      }));
  TRY(decoded);
  return attachments;
}

Result<std::optional<ContentRecord>> AttachmentReader::find_content(std::string_view hash) const {
  const auto stored = TRY(snapshot_.get(content_key(hash)));
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_content(*stored)));
}

Result<std::string> AttachmentReader::read(const ContentRecord& content,
                                           std::uint64_t offset) const {
  CHECK(offset < content.size);
  const auto number = offset / kChunkBytes;
  auto chunk = TRY(snapshot_.get(chunk_key(content.id, number)));
  const auto expected = std::min<std::uint64_t>(kChunkBytes, content.size - number * kChunkBytes);
  if (!chunk || chunk->size() != expected) {
    return corruption(fmt::format("chunk {} of a stored attachment is missing", number));
  }
  return offset % kChunkBytes == 0 ? *std::move(chunk) : chunk->substr(offset % kChunkBytes);
}

}  // namespace penstock::documents
