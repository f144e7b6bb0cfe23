#include "documents/content_table.h"

#include <algorithm>

#include "base/sha256.h"
#include "documents/item_counts.h"
#include "documents/keys.h"

namespace penstock::documents {

Result<std::optional<ContentRecord>> ContentTable::read(std::string_view hash) const {
  const auto stored = TRY(pending_.overlay().get(content_key(hash)));
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_content(*stored)));
}

Result<std::optional<std::uint64_t>> ContentTable::size_of(std::string_view hash) const {
  const auto record = TRY(read(hash));
  if (!record) return std::nullopt;
  return std::optional(record->size);
}

Result<void> ContentTable::adopt(const StagedContent& staged) {
  if (TRY(read(staged.hash()))) return retain(staged.hash());
  auto& overlay = pending_.overlay();
  ContentRecord record{
      .id = staged.id().value_or(ContentId()), .size = staged.size(), .references = 1};
  if (staged.id()) {
    if (!TRY(overlay.get(staged_key(record.id)))) {
      return Error{ErrorCode::kInternal, "a staged attachment has been freed already"};
    }
    overlay.erase(staged_key(record.id));
  } else {
    record.id = new_content_id();
    if (!staged.bytes().empty()) overlay.put(chunk_key(record.id, 0), staged.bytes());
  }
  overlay.put(content_key(staged.hash()), encode(record));
  return add_to_count(pending_, CountedItem::kContents, "", 1);
}

Result<void> ContentTable::retain(std::string_view hash) {
  auto record = TRY(read(hash));
  if (!record) return not_found("there is no content with hash " + to_base64(hash));
  ++record->references;
  pending_.overlay().put(content_key(hash), encode(*record));
  return {};
}

Result<void> ContentTable::release(std::string_view hash) {
  auto record = TRY(read(hash));
  if (!record) return corruption("the content with hash " + to_base64(hash) + " is missing");
  if (--record->references == 0) pending_.note_released_content(hash);
  pending_.overlay().put(content_key(hash), encode(*record));
  return {};
}

Result<void> ContentTable::free_released() {
  for (const auto& hash : pending_.take_released_contents()) {
    const auto record = TRY(read(hash));
    if (!record || record->references > 0) continue;
    pending_.overlay().erase(content_key(hash));
    free(record->id, {.first = 0, .end = chunk_count(record->size)});
    TRY(add_to_count(pending_, CountedItem::kContents, "", -1));
  }
  return {};
}

Result<void> ContentTable::abandon(const ContentId& id) {
  const auto stored = TRY(pending_.overlay().get(staged_key(id)));
  if (!stored) return {};
  pending_.overlay().erase(staged_key(id));
  free(id, TRY(decode_loose_chunks(*stored)));
  return {};
}

void ContentTable::free(const ContentId& id, const LooseChunks& chunks) {
  pending_.overlay().put(freed_key(id), encode(chunks));
  pending_.note_freed_content();
}

Result<bool> ContentTable::erase_freed(std::size_t chunks_max) {
  auto& overlay = pending_.overlay();
  const auto range = table_range(Table::kFreedContents, {});
  std::size_t left = chunks_max;
  while (true) {
    const auto next = TRY(overlay.scan(range, 1));
    if (next.empty()) return false;
    if (left == 0) return true;
    const auto id = name_of_key(next.front().key);
    auto chunks = TRY(decode_loose_chunks(next.front().value));
    for (; chunks.first < chunks.end && left > 0; ++chunks.first, --left) {
      overlay.erase(chunk_key(id, chunks.first));
    }
    if (chunks.first < chunks.end) {
      overlay.put(next.front().key, encode(chunks));
      return true;
    }
    overlay.erase(next.front().key);
  }
}

}  // namespace penstock::documents
