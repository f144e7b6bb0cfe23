#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/etag.h"

namespace penstock::documents {

/// Names the versions that this node writes to one database. Immutable.
class LocalVersions {
 public:
  /// Errors: kInvalidArgument if `database_id` is not a GUID or `node_tag` is not one to four
  /// letters of A to Z.
  static Result<LocalVersions> make(std::string node_tag, std::string_view database_id);

  const std::string& node_tag() const { return node_tag_; }

  /// "A:5-ABEiM0RVZneImaq7zN3u/w": node tag, etag, the database's id in base64.
  std::string change_vector(Etag etag) const;

  /// `prefix`, the etag in 19 digits, "-" and the node tag: "users/0000000000000000005-A".
  std::string document_id(std::string_view prefix, Etag etag) const;

  /// The same with a random end, for when document_id() is taken.
  static std::string random_document_id(std::string_view prefix, Etag etag);

 private:
  LocalVersions(std::string node_tag, std::string database_id_base64);

  std::string node_tag_;
  std::string database_id_base64_;
};

}  // namespace penstock::documents
