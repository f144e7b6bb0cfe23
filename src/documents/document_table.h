#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/derived_metadata.h"
#include "documents/document_ids.h"
#include "documents/document_observer.h"
#include "documents/pending_commit.h"
#include "documents/records.h"
#include "documents/write_context.h"

namespace penstock::documents {

/// What the items that hang on a document need to know of it.
struct DocumentHead {
  std::string id;  ///< As first written.
  Etag etag;
  std::string change_vector;
  std::string collection;
  DerivedMetadata derived;
};

/// The documents of a commit in the making, with their indexes, tombstones and the counts of their
/// collections, which it keeps in step. Confined to the writer's thread, for one commit.
class DocumentTable {
 public:
  /// `pending` must outlive this object.
  explicit DocumentTable(PendingCommit& pending)
      : pending_(pending), ids_(pending.overlay(), pending.versions()) {}

  /// Calls `observer`, which must outlive this object, for every document from now on, after
  /// those that were added before.
  void add_observer(DocumentObserver& observer) { observers_.push_back(&observer); }

  // These are as in WriteContext.
  Result<std::optional<Document>> get(std::string_view id) const;
  Result<PutResult> put(std::string_view id, const DocumentContent& content,
                        const ExpectedVersion& expected);
  Result<DeleteResult> remove(std::string_view id, const ExpectedVersion& expected);
  Result<std::size_t> remove_prefix(std::string_view prefix, std::size_t count_max);

  Result<std::optional<DocumentHead>> head(std::string_view id) const;

  /// Leaves the tombstone of a document that another database had deleted; a document of that id
  /// goes if it is in that collection. Errors: kInvalidArgument if the id is not valid.
  Result<void> bury(std::string_view id, std::string_view collection);

  /// Documents are written with this time in place of that of the commit, until it is called with
  /// nothing. For items that come from another database.
  void set_written_at(std::optional<WallTime> time) { written_at_ = time; }

  /// Writes a document again as it stands, with what `change` makes of its derived metadata: it
  /// gets a new etag and change vector. Errors: kNotFound if there is no such document.
  Result<PutResult> update(std::string_view id,
                           const std::function<void(DerivedMetadata&)>& change);

 private:
  /// A collection as it stands in this commit.
  struct Collection {
    std::string folded;
    CollectionRecord record;
  };

  Overlay& overlay() { return pending_.overlay(); }
  Result<std::optional<std::string>> read(const std::string& folded_id) const;
  Result<Collection> read_collection(std::string_view name) const;
  Result<TombstoneRecord> read_tombstones(const std::string& folded_id) const;

  Result<PutResult> replace(const std::string& folded_id, const DocumentRecord& existing,
                            const DocumentRecord& draft, DerivedMetadata derived,
                            Collection collection);
  Result<PutResult> create(const std::string& folded_id, DocumentRecord draft,
                           Collection collection);
  /// Writes `record`, of which everything but etag, change vector and time is given.
  Result<PutResult> store(const std::string& folded_id, const DocumentRecord* before,
                          DocumentRecord record, DerivedMetadata derived, Collection collection);
  Result<DeleteResult> remove_existing(const std::string& folded_id,
                                       const DocumentRecord& existing);

  void add_tombstone(const std::string& folded_id, TombstoneRecord tombstones,
                     std::string_view collection_name, Collection& collection);
  void erase_tombstone(TombstoneRecord& tombstones, Collection& collection);

  PendingCommit& pending_;
  DocumentIds ids_;
  std::optional<WallTime> written_at_;
  std::vector<DocumentObserver*> observers_;
};

}  // namespace penstock::documents
