#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "api/id_filter.h"
#include "base/result.h"
#include "documents/database_snapshot.h"
#include "http/message.h"

namespace penstock::api {

/// The documents that a request without ids asks for: those whose ids start with a prefix, by id,
/// or all, in the order of their changes. Reads them a part at a time. Confined to one thread.
class DocumentRange {
 public:
  /// The parameters "startsWith", "startAfter", "matches", "exclude" and "etag".
  /// Errors: kInvalidArgument.
  static Result<DocumentRange> read(const http::Request& request);

  /// The next of them; none at the end. Errors: those of the snapshot; kCancelled when nobody waits
  /// for the answer any more.
  Result<std::vector<documents::Document>> next(const documents::DatabaseSnapshot& snapshot);

  /// Whether a document that next() gave is wanted.
  bool takes(const documents::Document& document) const;

 private:
  DocumentRange(IdFilter filter, std::stop_token stop)
      : filter_(std::move(filter)), stop_(std::move(stop)) {}

  std::optional<std::string> prefix_;
  IdFilter filter_;  ///< Of what follows the prefix.
  std::string after_id_;
  documents::Etag after_etag_;
  std::stop_token stop_;
};

}  // namespace penstock::api
