#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.h"
#include "documents/document.h"

namespace penstock::api {

/// An answer may hold this much of documents; ask for smaller pages beyond.
inline constexpr std::size_t kDocumentsBytesMax = std::size_t{64} << 20;

/// kTooLarge, for documents beyond that.
Error too_many_documents();

/// Writes a list of documents as a JSON array, as text, so that their numbers stay exact. Keeps
/// a hash over what it wrote, for an etag. Confined to one thread.
class DocumentList {
 public:
  explicit DocumentList(bool metadata_only = false) : metadata_only_(metadata_only) {}

  /// A document, or null for one that is not there. Errors: kTooLarge.
  Result<void> add(const std::optional<documents::Document>& document);
  Result<void> add(const documents::Document& document);
  /// One as JSON text, whatever a query makes of it; it does not count for the hash.
  Result<void> add_json(std::string_view json);

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return json_.size(); }

  /// The array; nothing may be added afterwards.
  std::string take();

  /// Differs whenever ids, versions or their order differ.
  std::uint64_t hash() const { return hash_; }

 private:
  void separate();
  Result<void> check_size() const;
  void mix(std::string_view bytes);

  bool metadata_only_;
  std::string json_ = "[";
  std::size_t size_ = 0;
  std::uint64_t hash_ = 0xcbf29ce484222325;  ///< FNV-1a's start.
};

}  // namespace penstock::api
