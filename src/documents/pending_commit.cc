#include "documents/pending_commit.h"

#include <algorithm>

#include "documents/keys.h"
#include "documents/records.h"

namespace penstock::documents {

PendingCommit::PendingCommit(const kv::Snapshot& snapshot, const LocalVersions& versions,
                             Etag last_etag, WallTime now)
    : overlay_(snapshot),
      versions_(versions),
      now_(now),
      etag_at_begin_(last_etag),
      etag_at_savepoint_(last_etag),
      last_etag_(last_etag) {}

// Most commits stay in one collection, so looking at the last name keeps the list short.
void PendingCommit::note_change(std::string_view folded_collection) {
  const bool noted = changed_collections_.size() > changed_at_savepoint_ &&
                     changed_collections_.back() == folded_collection;
  if (!noted) changed_collections_.emplace_back(folded_collection);
}

void PendingCommit::set_savepoint() {
  overlay_.set_savepoint();
  etag_at_savepoint_ = last_etag_;
  changed_at_savepoint_ = changed_collections_.size();
  items_at_savepoint_ = items_.size();
}

void PendingCommit::undo() {
  overlay_.undo();
  last_etag_ = etag_at_savepoint_;
  changed_collections_.resize(changed_at_savepoint_);
  released_contents_.clear();
  items_.resize(items_at_savepoint_);
}

std::vector<std::string> PendingCommit::changed_collections() const {
  auto names = changed_collections_;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

kv::WriteBatch PendingCommit::take_batch() {
  if (last_etag_ != etag_at_begin_) {
    overlay_.put(last_etag_key(), encode_number(last_etag_.value));
  }
  return overlay_.take_batch();
}

}  // namespace penstock::documents
