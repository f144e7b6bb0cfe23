#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "documents/change_notice.h"
#include "documents/etag.h"
#include "documents/local_versions.h"
#include "documents/overlay.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What every kind of item shares while one commit is in the making: the writes so far, the etag
/// sequence, the time, who has to hear of it. The tables (documents, counters, ...) work on it and
/// keep nothing of their own, so that undo() takes back all that a failed transaction did.
/// Confined to the writer's thread, for one commit.
class PendingCommit {
 public:
  /// `snapshot` and `versions` must outlive this object. `last_etag` is that of the last change
  /// in `snapshot`; `now` becomes the time of all that is written.
  PendingCommit(const kv::Snapshot& snapshot, const LocalVersions& versions, Etag last_etag,
                WallTime now);

  Overlay& overlay() { return overlay_; }
  const Overlay& overlay() const { return overlay_; }
  const LocalVersions& versions() const { return versions_; }
  WallTime now() const { return now_; }

  /// The etag that the next change will get, and taking it: one for each change of an item.
  Etag next_etag() const { return last_etag_.next(); }
  Etag take_etag() { return last_etag_ = last_etag_.next(); }
  Etag last_etag() const { return last_etag_; }

  /// Those who wait for changes of this collection will hear of the commit.
  void note_change(std::string_view folded_collection);

  /// The transaction has taken away the last reference to the content with this hash; at its end
  /// somebody has to see whether there is one again.
  void note_released_content(std::string_view hash) { released_contents_.emplace(hash); }
  std::set<std::string> take_released_contents() { return std::exchange(released_contents_, {}); }

  /// Chunks of attachments are to be erased after the commit.
  void note_freed_content() { frees_content_ = true; }
  bool frees_content() const { return frees_content_; }

  /// From now on each change is noted, for somebody wants to hear of it.
  void keep_items() { keeps_items_ = true; }
  bool keeps_items() const { return keeps_items_; }
  /// Call it only if keeps_items(): otherwise the change is not worth being put together.
  void note_item(ItemChange change) { items_.push_back(std::move(change)); }
  std::vector<ItemChange> take_items() { return std::move(items_); }

  /// Between transactions: keeps what was written so far; undo() goes back to here.
  void set_savepoint();
  void undo();

  bool empty() const { return overlay_.empty(); }
  std::size_t bytes() const { return overlay_.bytes(); }

  /// Folded names of the collections in which something changed, each once.
  std::vector<std::string> changed_collections() const;

  /// All that was written, with the last etag. Nothing is left here.
  kv::WriteBatch take_batch();

 private:
  Overlay overlay_;
  const LocalVersions& versions_;
  WallTime now_;
  Etag etag_at_begin_;
  Etag etag_at_savepoint_;
  Etag last_etag_;
  std::vector<std::string> changed_collections_;
  std::size_t changed_at_savepoint_ = 0;
  std::set<std::string> released_contents_;
  bool frees_content_ = false;
  bool keeps_items_ = false;
  std::vector<ItemChange> items_;
  std::size_t items_at_savepoint_ = 0;
};

}  // namespace penstock::documents
