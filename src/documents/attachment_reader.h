#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/attachment.h"
#include "documents/attachment_records.h"
#include "kv/engine.h"

namespace penstock::documents {

/// The attachments of documents as a snapshot has them (DatabaseSnapshot::storage()). Thread-safe.
/// Errors of all: those of the engine, and kCorruption if what is stored does not decode.
class AttachmentReader {
 public:
  /// `snapshot` must outlive this object.
  explicit AttachmentReader(const kv::Snapshot& snapshot) : snapshot_(snapshot) {}

  Result<std::optional<Attachment>> find(std::string_view document_id, std::string_view name) const;

  /// All attachments of a document, by folded name.
  Result<std::vector<Attachment>> list(std::string_view document_id) const;

  /// The content with this hash; nothing if there is none.
  Result<std::optional<ContentRecord>> find_content(std::string_view hash) const;

  /// The bytes of a content from `offset` on, which lies before its end: some of them, never none
  /// and never more than a chunk.
  Result<std::string> read(const ContentRecord& content, std::uint64_t offset) const;

 private:
  const kv::Snapshot& snapshot_;
};

}  // namespace penstock::documents
