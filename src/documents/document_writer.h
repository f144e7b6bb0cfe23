#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/document_ids.h"
#include "documents/local_versions.h"
#include "documents/overlay.h"
#include "documents/records.h"
#include "documents/write_context.h"
#include "kv/engine.h"

namespace penstock::documents {

/// The write context of the transactions that share one commit: keeps documents, their indexes,
/// tombstones and counters in step. Confined to the writer's thread, for one commit.
class DocumentWriter final : public WriteContext {
 public:
  /// `snapshot` and `versions` must outlive this object. `last_etag` is that of the last change
  /// in `snapshot`; `now` becomes the time of all that is written.
  DocumentWriter(const kv::Snapshot& snapshot, const LocalVersions& versions, Etag last_etag,
                 WallTime now);

  Result<std::optional<Document>> get(std::string_view id) override;
  Result<PutResult> put(std::string_view id, const DocumentContent& content,
                        const ExpectedVersion& expected) override;
  Result<DeleteResult> remove(std::string_view id, const ExpectedVersion& expected) override;
  Result<std::size_t> remove_prefix(std::string_view prefix, std::size_t count_max) override;
  Etag next_etag() const override { return last_etag_.next(); }

  Result<std::optional<std::string>> get_item(std::string_view key) override;
  void put_item(std::string_view key, std::string value) override;
  void erase_item(std::string_view key) override;
  Result<std::vector<std::pair<std::string, std::string>>> items(std::string_view prefix,
                                                                 std::size_t count_max) override;

  /// Between transactions: keeps what was written so far; undo() goes back to here.
  void set_savepoint();
  void undo();

  bool empty() const { return overlay_.empty(); }
  std::size_t bytes() const { return overlay_.bytes(); }
  Etag last_etag() const { return last_etag_; }

  /// Folded names of the collections in which a document was written or removed.
  std::vector<std::string> changed_collections() const;

  /// All that was written, with the last etag. Nothing is left here.
  kv::WriteBatch take_batch();

 private:
  /// A collection as it stands in this commit.
  struct Collection {
    std::string folded;
    CollectionRecord record;
  };

  Result<Collection> read_collection(std::string_view name) const;
  Result<TombstoneRecord> read_tombstones(const std::string& folded_id) const;

  PutResult replace(const std::string& folded_id, const DocumentRecord& existing,
                    const DocumentContent& content, Collection collection);
  PutResult create(std::string id, const std::string& folded_id, TombstoneRecord tombstones,
                   const DocumentContent& content, Collection collection);
  PutResult store(const std::string& folded_id, std::string_view id, const DocumentContent& content,
                  Collection collection);
  Result<DeleteResult> remove_existing(const std::string& folded_id,
                                       const DocumentRecord& existing);

  void drop_tombstone(const std::string& folded_id, TombstoneRecord tombstones,
                      Collection& collection);
  void put_tombstones(const std::string& folded_id, const TombstoneRecord& tombstones);

  Overlay overlay_;
  const LocalVersions& versions_;
  DocumentIds ids_;
  WallTime now_;
  Etag etag_at_begin_;
  Etag etag_at_savepoint_;
  Etag last_etag_;
};

}  // namespace penstock::documents
