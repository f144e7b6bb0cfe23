#include "documents/change_feed.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "documents/change_reader.h"
#include "documents/etag_index.h"
#include "documents/keys.h"

namespace penstock::documents {

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

Result<std::uint64_t> ChangeFeed::count(ChangeStream stream, const EtagRange& etags,
                                        std::uint64_t count_max) const {
  auto ranges = entries_after(stream, etags.after);
  if (etags.up_to) {
    const auto later = entries_after(stream, std::max(etags.after, *etags.up_to));
    for (std::size_t i = 0; i < ranges.size(); ++i) ranges[i].end = later[i].begin;
  }
  std::uint64_t count = 0;
  for (const auto& range : ranges) {
    if (count >= count_max) break;
    TRY(snapshot_.visit(range, kv::Reuse::kUnlikely,
                        [&](std::string_view, std::string_view) { return ++count < count_max; }));
  }
  return count;
}

std::vector<kv::Range> ChangeFeed::entries_after(ChangeStream stream, Etag after) const {
  const auto& layout = layout_of(stream);
  if (collections_.empty()) return {etags_after(layout.by_etag, after)};
  std::vector<kv::Range> ranges;
  for (const auto& collection : collections_) {
    ranges.push_back(collection_etags_after(layout.by_collection, collection, after));
  }
  return ranges;
}

}  // namespace penstock::documents
