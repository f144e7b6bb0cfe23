#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "query/syntax.h"

namespace penstock::query {

/// Where a query finds the documents that it holds against its `where`. Confined to one thread.
class DocumentSource {
 public:
  /// The cheapest way that surely meets all documents that match: by id if the query requires ids
  /// or how they start, else through the collection in the order of changes. `snapshot` must
  /// outlive the source, `query` this call.
  static std::unique_ptr<DocumentSource> open(const documents::DatabaseSnapshot& snapshot,
                                              const Query& query);
  virtual ~DocumentSource() = default;

  /// The next documents of the collection, or of all; empty at the end.
  /// Errors: those of the snapshot.
  virtual Result<std::vector<documents::Document>> next_page() = 0;
};

}  // namespace penstock::query
