#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/document_observer.h"
#include "documents/document_table.h"
#include "documents/due_records.h"
#include "documents/pending_commit.h"

namespace penstock::documents {

/// Which documents are due when: follows the documents and keeps their times in order, whether
/// anybody sweeps or not. Confined to the writer's thread, for one commit.
class DueTable final : public DocumentObserver {
 public:
  /// Follows `documents`. Both must outlive this object.
  DueTable(PendingCommit& pending, DocumentTable& documents) : pending_(pending) {
    documents.add_observer(*this);
  }

  /// Errors: kInvalidArgument if "@expires" or "@refresh" is there and not a date; null counts as
  /// not there.
  Result<void> before_put(const DocumentRecord& document, const DocumentRecord* before,
                          DerivedMetadata& derived) override;
  Result<void> before_remove(const DocumentRecord& document) override;

  /// Folded ids of documents whose time has come at the time of this commit, the longest overdue
  /// first, at most `count_max`.
  Result<std::vector<std::string>> due(DueKind kind, std::size_t count_max) const;

 private:
  void forget(DueKind kind, const DocumentRecord& document);

  PendingCommit& pending_;
};

}  // namespace penstock::documents
