#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/local_versions.h"
#include "documents/overlay.h"
#include "documents/write_context.h"

namespace penstock::documents {

/// Longest id of a document, in bytes.
inline constexpr std::size_t kDocumentIdBytesMax = 512;

/// Errors: kInvalidArgument if the id is longer than that, is not UTF-8 or holds a NUL.
Result<void> check_document_id(std::string_view id);

/// Completes the ids that the server makes, and refuses those that nobody may use. Confined to
/// the writer's thread.
class DocumentIds {
 public:
  /// Both must outlive this object.
  DocumentIds(Overlay& overlay, const LocalVersions& versions)
      : overlay_(overlay), versions_(versions) {}

  /// The id under which a document sent as `id` is stored; `etag` is the one that it will get.
  /// "users/" becomes "users/0000000000000000005-A"; "users|" becomes "users/7", the next number
  /// of an identity, passing over numbers that are taken; "" becomes a GUID.
  /// Errors: kInvalidArgument if the id is longer than 512 bytes, is not UTF-8, holds a NUL, or
  /// asks for an identity where `expected` names a version.
  Result<std::string> complete(std::string_view id, Etag etag, const ExpectedVersion& expected);

 private:
  Result<std::string> make(std::string_view id, Etag etag, const ExpectedVersion& expected);
  Result<std::string> from_etag(std::string_view prefix, Etag etag) const;
  Result<std::string> from_identity(const std::string& prefix);
  Result<bool> is_taken(std::string_view id) const;

  Overlay& overlay_;
  const LocalVersions& versions_;
};

}  // namespace penstock::documents
