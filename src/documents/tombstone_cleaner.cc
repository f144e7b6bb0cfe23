#include "documents/tombstone_cleaner.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "documents/change_stream.h"
#include "documents/item_counts.h"
#include "documents/keys.h"
#include "documents/pending_commit.h"
#include "documents/records.h"

namespace penstock::documents {
namespace {

struct CleanedStream {
  ChangeStream stream;
  CountedItem counted;  ///< Of those of documents the collection has the count.
};

constexpr std::array kCleanedStreams = {
    CleanedStream{ChangeStream::kTombstones, CountedItem{}},
    CleanedStream{ChangeStream::kCounterTombstones, CountedItem::kCounterTombstones},
    CleanedStream{ChangeStream::kAttachmentTombstones, CountedItem::kAttachmentTombstones},
    CleanedStream{ChangeStream::kTimeSeriesDeletedRanges, CountedItem::kTimeSeriesDeletedRanges}};

}  // namespace

/// One tombstone in an index.
struct TombstoneCleaner::Entry {
  Etag etag;
  std::string item;
  CleanedStream stream;
};

Result<std::size_t> TombstoneCleaner::clean(std::string_view collection, Etag up_to,
                                            std::size_t count_max) {
  const auto folded = fold_case(collection);
  const auto key = table_key(Table::kCollections, folded);
  const auto stored = TRY(pending_.overlay().get(key));
  if (!stored) return std::size_t{0};
  auto record = TRY(decode_collection(*stored));
  if (up_to <= record.tombstones_cleaned_to) return std::size_t{0};
  const auto entries = TRY(find(folded, record.tombstones_cleaned_to, up_to, count_max));
  if (entries.empty()) return std::size_t{0};
  for (const auto& entry : entries) TRY(erase(entry, folded, record));
  record.tombstones_cleaned_to = entries.back().etag;
  pending_.overlay().put(key, encode(record));
  return entries.size();
}

/// The oldest of all streams, in etag order.
Result<std::vector<TombstoneCleaner::Entry>> TombstoneCleaner::find(
    const std::string& folded_collection, Etag after, Etag up_to, std::size_t count_max) const {
  std::vector<Entry> found;
  for (const auto& stream : kCleanedStreams) {
    const auto index = layout_of(stream.stream).by_collection;
    kv::Range range = collection_etags_after(index, folded_collection, after);
    range.end = collection_etags_after(index, folded_collection, up_to).begin;
    for (auto& entry : TRY(pending_.overlay().scan(range, count_max))) {
      found.push_back({etag_of_key(entry.key).value_or(Etag{}), std::move(entry.value), stream});
    }
  }
  std::ranges::sort(found, {}, &Entry::etag);
  if (found.size() > count_max) found.resize(count_max);
  return found;
}

Result<void> TombstoneCleaner::erase(const Entry& entry, const std::string& folded_collection,
                                     CollectionRecord& record) {
  const auto& layout = layout_of(entry.stream.stream);
  auto& overlay = pending_.overlay();
  overlay.erase(etag_key(layout.by_etag, entry.etag));
  overlay.erase(collection_etag_key(layout.by_collection, folded_collection, entry.etag));
  if (entry.stream.stream == ChangeStream::kTombstones) {
    return erase_document_tombstone(entry, record);
  }
  overlay.erase(table_key(layout.items, entry.item));
  return add_to_count(pending_, entry.stream.counted, folded_collection, -1);
}

// An id may have tombstones in other collections, which stay.
Result<void> TombstoneCleaner::erase_document_tombstone(const Entry& entry,
                                                        CollectionRecord& record) {
  const auto key = table_key(Table::kTombstones, entry.item);
  const auto stored = TRY(pending_.overlay().get(key));
  if (!stored) return corruption("the index entry of a tombstone has no tombstone");
  auto tombstones = TRY(decode_tombstones(*stored));
  std::erase_if(tombstones.entries, [&](const auto& own) { return own.etag == entry.etag; });
  record.tombstones -= 1;
  if (tombstones.entries.empty()) {
    pending_.overlay().erase(key);
  } else {
    pending_.overlay().put(key, encode(tombstones));
  }
  return {};
}

}  // namespace penstock::documents
