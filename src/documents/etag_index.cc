#include "documents/etag_index.h"

#include <utility>

#include "documents/keys.h"

namespace penstock::documents {
namespace {

/// Entries of one index that are read at a time; an entry is an etag and an id.
constexpr std::size_t kPageEntries = 512;

}  // namespace

void EtagIndexes::add_all(ChangeStream stream) {
  add_source(stream, etags_after(layout_of(stream).by_etag, after_));
}

void EtagIndexes::add(ChangeStream stream, const std::string& folded_collection) {
  add_source(stream,
             collection_etags_after(layout_of(stream).by_collection, folded_collection, after_));
}

void EtagIndexes::add_source(ChangeStream stream, kv::Range range) {
  sources_.push_back({.stream = stream,
                      .unread = std::move(range),
                      .exhausted = false,
                      .page = {},
                      .at = 0,
                      .etag = {}});
}

// The sources are few (a few a collection), so looking at all of them is as quick as a heap.
Result<std::optional<IndexEntry>> EtagIndexes::next() {
  Source* oldest = nullptr;
  for (auto& source : sources_) {
    TRY(settle(source));
    if (!source.etag) continue;
    if (oldest == nullptr || *source.etag < *oldest->etag) oldest = &source;
  }
  if (oldest == nullptr) return std::nullopt;
  auto& entry = oldest->page[oldest->at++];
  return IndexEntry{.etag = *std::exchange(oldest->etag, std::nullopt),
                    .stream = oldest->stream,
                    .name = std::move(entry.value)};
}

Result<void> EtagIndexes::settle(Source& source) const {
  if (source.etag) return {};
  if (source.at == source.page.size() && !source.exhausted) TRY(read_page(source));
  if (source.at == source.page.size()) return {};
  source.etag = etag_of_key(source.page[source.at].key);
  if (!source.etag) return corruption("a stored etag does not decode");
  return {};
}

Result<void> EtagIndexes::read_page(Source& source) const {
  kv::PageLimits limits;
  limits.entries_max = kPageEntries;
  limits.reuse = kv::Reuse::kUnlikely;
  auto page = TRY(snapshot_.scan(source.unread, kv::Direction::kForward, limits));
  source.page = std::move(page.entries);
  source.at = 0;
  source.exhausted = !page.more;
  if (page.more) source.unread.begin = source.page.back().key + '\0';
  return {};
}

}  // namespace penstock::documents
