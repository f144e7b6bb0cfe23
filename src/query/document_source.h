#pragma once

#include <memory>
#include <stop_token>
#include <utility>
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
                                              const Query& query, std::stop_token stop);
  virtual ~DocumentSource() = default;

  /// The next documents of the collection, or of all; empty at the end.
  /// Errors: those of the snapshot; kCancelled when a stop was requested.
  virtual Result<std::vector<documents::Document>> next_page() = 0;

 protected:
  explicit DocumentSource(std::stop_token stop) : stop_(std::move(stop)) {}

  /// Asked before each read. Errors: kCancelled.
  Result<void> go_on() const;

 private:
  const std::stop_token stop_;
};

}  // namespace penstock::query
