#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/document.h"

namespace penstock::documents {

struct CommitTables;

/// What a caller requires of the version that it replaces.
struct ExpectedVersion {
  /// Nothing: any version will do. "": the document must not exist. Else: exactly this one.
  std::optional<std::string> change_vector;
};

struct PutResult {
  std::string id;  ///< The final id.
  Etag etag;
  std::string change_vector;
  std::string collection;
  WallTime last_modified;
  std::string flags;  ///< "@flags", empty if there are none.
};

struct DeleteResult {
  bool deleted = false;
  std::string change_vector;  ///< Empty when nothing was deleted.
};

/// What a transaction may do. Reads see what the transaction itself, and those merged before it,
/// have written. Confined to the writer's thread, for the duration of the transaction.
class WriteContext {
 public:
  virtual ~WriteContext() = default;

  virtual Result<std::optional<Document>> get(std::string_view id) = 0;

  /// Writes a document. An id that ends in "/" is completed with the etag in 19 digits, "-" and
  /// the node tag; one that ends in "|" with the next number of its identity; an empty one
  /// becomes a GUID. Errors: kConflict if `expected` does not hold; kInvalidArgument if the id is
  /// not valid (longer than 512 bytes, not UTF-8, holds a NUL), or the document exists in another
  /// collection.
  virtual Result<PutResult> put(std::string_view id, const DocumentContent& content,
                                const ExpectedVersion& expected) = 0;

  /// Errors: kConflict if `expected` does not hold.
  virtual Result<DeleteResult> remove(std::string_view id, const ExpectedVersion& expected) = 0;

  /// Removes the documents whose ids start with `prefix`, at most `count_max` of them; returns how
  /// many. As many as `count_max` means that there may be more.
  virtual Result<std::size_t> remove_prefix(std::string_view prefix, std::size_t count_max) = 0;

  /// The items that hang on documents, one table for each kind. Lives as long as this context.
  virtual CommitTables& tables() = 0;

  /// The etag that the next change will get.
  virtual Etag next_etag() const = 0;

  // Items of the rooms above (ETL errors, checkpoints), in a table of their own: keys share no
  // space with documents and never enter the change feed.
  virtual Result<std::optional<std::string>> get_item(std::string_view key) = 0;
  virtual void put_item(std::string_view key, std::string value) = 0;
  virtual void erase_item(std::string_view key) = 0;
  /// Items whose keys start with `prefix`, in key order, at most `count_max`.
  virtual Result<std::vector<std::pair<std::string, std::string>>> items(std::string_view prefix,
                                                                         std::size_t count_max) = 0;
};

}  // namespace penstock::documents
