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
  TRY(snapshot.visit(range, kv::Reuse::kUnlikely, [&](std::string_view, std::string_view) {
    ++count;
    return true;
  }));
  return count;
}

}  // namespace

ChangeFeed::ChangeFeed(const kv::Snapshot& snapshot, const std::vector<std::string>& collections,
                       std::span<const ChangeStream> streams)
    : snapshot_(snapshot), streams_(streams.begin(), streams.end()) {
  for (const auto& name : collections) collections_.insert(fold_case(name));
}

Result<std::vector<Change>> ChangeFeed::read(Etag after, const BatchLimits& limits) const {
  EtagIndexes indexes(snapshot_, after);
  for (const auto stream : streams_) {
    if (collections_.empty()) indexes.add_all(stream);
    for (const auto& collection : collections_) indexes.add(stream, collection);
  }
  return read_changes(snapshot_, indexes, limits);
}

Result<std::uint64_t> ChangeFeed::count_after(ChangeStream stream, Etag after) const {
  const auto& layout = layout_of(stream);
  if (collections_.empty()) return count_entries(snapshot_, etags_after(layout.by_etag, after));
  std::uint64_t count = 0;
  for (const auto& collection : collections_) {
    count += TRY(
        count_entries(snapshot_, collection_etags_after(layout.by_collection, collection, after)));
  }
  return count;
}

}  // namespace penstock::documents
