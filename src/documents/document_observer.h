#pragma once

#include "base/result.h"
#include "documents/derived_metadata.h"
#include "documents/records.h"

namespace penstock::documents {

/// A kind of item that follows the documents: counters go with their document, revisions are made
/// of it. Called within the transaction that changes the document; an error undoes that
/// transaction. Writes its own tables and never documents. Confined to the writer's thread.
class DocumentObserver {
 public:
  virtual ~DocumentObserver() = default;

  /// `document` is about to be written, with the etag and change vector that it gets; `before` is
  /// what it replaces, null if it is new. May change `derived`, which is written with it in place
  /// of `document.derived`.
  virtual Result<void> before_put(const DocumentRecord& /*document*/,
                                  const DocumentRecord* /*before*/, DerivedMetadata& /*derived*/) {
    return {};
  }

  /// `document` is about to go. What is written here gets etags before its tombstone's.
  virtual Result<void> before_remove(const DocumentRecord& /*document*/) { return {}; }
};

}  // namespace penstock::documents
