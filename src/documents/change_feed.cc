#include "documents/change_feed.h"

#include <utility>

#include "base/text.h"
#include "documents/change_reader.h"
#include "documents/etag_index.h"
#include "documents/keys.h"

namespace penstock::documents {
namespace {

Result<std::uint64_t> count_entries(const kv::Snapshot& snapshot, const kv::Range& range) {
  std::uint64_t count = 0;
  TRY(snapshot.visit(range, [&](std::string_view, std::string_view) {
    ++count;
    return true;
  }));
  return count;
}

}  // namespace

ChangeFeed::ChangeFeed(const kv::Snapshot& snapshot, const std::vector<std::string>& collections)
    : snapshot_(snapshot) {
  for (const auto& name : collections) collections_.insert(fold_case(name));
}

Result<std::vector<Change>> ChangeFeed::read(Etag after, const BatchLimits& limits) const {
  EtagIndexes indexes(snapshot_, after);
  if (collections_.empty()) {
    indexes.add_documents({});
    indexes.add_tombstones({});
  }
  for (const auto& collection : collections_) {
    indexes.add_documents(collection);
    indexes.add_tombstones(collection);
  }
  return read_changes(snapshot_, indexes, limits);
}

Result<ChangeFeed::Remaining> ChangeFeed::remaining(Etag after) const {
  Remaining remaining;
  if (collections_.empty()) {
    remaining.documents =
        TRY(count_entries(snapshot_, etags_after(Table::kDocumentsByEtag, after)));
    remaining.tombstones =
        TRY(count_entries(snapshot_, etags_after(Table::kTombstonesByEtag, after)));
  }
  for (const auto& collection : collections_) {
    remaining.documents += TRY(count_entries(
        snapshot_, collection_etags_after(Table::kDocumentsByCollection, collection, after)));
    remaining.tombstones += TRY(count_entries(
        snapshot_, collection_etags_after(Table::kTombstonesByCollection, collection, after)));
  }
  return remaining;
}

}  // namespace penstock::documents
