#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/etag.h"

namespace penstock::documents {

inline constexpr std::size_t kAttachmentNameBytesMax = 512;
inline constexpr std::size_t kContentTypeBytesMax = 256;
/// Of one document, whose metadata lists them all.
inline constexpr std::size_t kAttachmentsMax = 10'000;

/// Bytes that hang on a document under a name. Names compare without case and keep the spelling of
/// their last write. Immutable.
struct Attachment {
  std::string document_id;  ///< As first written.
  std::string name;
  std::string content_type;  ///< May be empty.
  std::string hash;          ///< SHA-256, 32 bytes: names the content.
  std::uint64_t size = 0;
  Etag etag;
  std::string change_vector;

  /// The hash in base64, as clients see it.
  std::string wire_hash() const;
};

/// What an attachment left that was removed from a document that is still there. Immutable.
struct AttachmentTombstone {
  std::string id;    ///< Of the document.
  std::string name;  ///< As last written.
  Etag etag;
  std::string collection;  ///< Of the document.
  WallTime deleted_at;

  static constexpr std::size_t bytes() { return 0; }
};

/// Errors: kInvalidArgument if the name is empty, too long, not UTF-8 or holds a NUL.
Result<void> check_attachment_name(std::string_view name);
/// Errors: kInvalidArgument if it is too long, or holds what cannot stand in a header.
Result<void> check_content_type(std::string_view content_type);

/// "@attachments" of a document: a minified JSON array.
std::string attachments_json(const std::vector<Attachment>& attachments);
/// What that says of them: name, hash, content type and size. None for "". Errors: kCorruption if
/// attachments_json() did not write it.
Result<std::vector<Attachment>> parse_attachments(std::string_view json);

}  // namespace penstock::documents
