#include "documents/document_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "documents/keys.h"

namespace penstock::documents {
namespace {

/// Documents that remove_prefix() holds at a time.
constexpr std::size_t kRemoveSlice = 256;

Result<std::optional<DocumentRecord>> decode_if(const std::optional<std::string>& stored) {
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_document(*stored)));
}

// Protocol 4.1: nothing means no check, "" that the document must not exist.
Result<void> check_expected(std::string_view id, const std::optional<DocumentRecord>& actual,
                            const ExpectedVersion& expected) {
  if (!expected.change_vector) return {};
  const std::string& wanted = *expected.change_vector;
  if (actual ? actual->change_vector == wanted : wanted.empty()) return {};
  const std::string is = actual ? fmt::format("has change vector {}", actual->change_vector)
                                : std::string("does not exist");
  const std::string should = wanted.empty() ? std::string("expected that it does not exist")
                                            : fmt::format("expected {}", wanted);
  return Error{ErrorCode::kConflict, fmt::format("Document {} {}, {}", id, is, should)};
}

// Protocol 3.1. Without this rule the feed of the old collection would never hear of the move.
Result<void> check_collection(const DocumentRecord& existing, const DocumentContent& content,
                              std::string_view folded_collection) {
  if (fold_case(existing.collection) == folded_collection) return {};
  return invalid_argument(
      fmt::format("Document {} is in collection {}; a put cannot move it to {}, delete it first",
                  existing.id, existing.collection, content.collection));
}

}  // namespace

DocumentWriter::DocumentWriter(const kv::Snapshot& snapshot, const LocalVersions& versions,
                               Etag last_etag, WallTime now)
    : overlay_(snapshot),
      versions_(versions),
      ids_(overlay_, versions),
      now_(now),
      etag_at_begin_(last_etag),
      etag_at_savepoint_(last_etag),
      last_etag_(last_etag) {}

Result<std::optional<Document>> DocumentWriter::get(std::string_view id) {
  const auto stored = TRY(overlay_.get(table_key(Table::kDocuments, fold_case(id))));
  const auto record = TRY(decode_if(stored));
  if (!record) return std::nullopt;
  return record->to_document();
}

// All reads come before the first write: a put that fails has changed nothing but an identity.
Result<PutResult> DocumentWriter::put(std::string_view id, const DocumentContent& content,
                                      const ExpectedVersion& expected) {
  std::string final_id = TRY(ids_.complete(id, next_etag(), expected));
  const std::string folded_id = fold_case(final_id);
  const auto stored = TRY(overlay_.get(table_key(Table::kDocuments, folded_id)));
  const auto existing = TRY(decode_if(stored));
  TRY(check_expected(final_id, existing, expected));
  auto collection = TRY(read_collection(content.collection));
  if (existing) {
    TRY(check_collection(*existing, content, collection.folded));
    return replace(folded_id, *existing, content, std::move(collection));
  }
  auto tombstones = TRY(read_tombstones(folded_id));
  return create(std::move(final_id), folded_id, std::move(tombstones), content,
                std::move(collection));
}

PutResult DocumentWriter::replace(const std::string& folded_id, const DocumentRecord& existing,
                                  const DocumentContent& content, Collection collection) {
  overlay_.erase(etag_key(Table::kDocumentsByEtag, existing.etag));
  overlay_.erase(
      collection_etag_key(Table::kDocumentsByCollection, collection.folded, existing.etag));
  collection.record.documents -= 1;
  collection.record.document_bytes -= existing.bytes();
  return store(folded_id, existing.id, content, std::move(collection));
}

PutResult DocumentWriter::create(std::string id, const std::string& folded_id,
                                 TombstoneRecord tombstones, const DocumentContent& content,
                                 Collection collection) {
  if (!tombstones.entries.empty()) {
    id = tombstones.id;
    drop_tombstone(folded_id, std::move(tombstones), collection);
  }
  return store(folded_id, id, content, std::move(collection));
}

PutResult DocumentWriter::store(const std::string& folded_id, std::string_view id,
                                const DocumentContent& content, Collection collection) {
  last_etag_ = last_etag_.next();
  PutResult result{.id = std::string(id),
                   .etag = last_etag_,
                   .change_vector = versions_.change_vector(last_etag_),
                   .collection = content.collection,
                   .last_modified = now_};
  const DocumentRecord record{.etag = result.etag,
                              .last_modified = now_,
                              .change_vector = result.change_vector,
                              .collection = content.collection,
                              .id = id,
                              .metadata = content.metadata,
                              .body = content.body};
  overlay_.put(table_key(Table::kDocuments, folded_id), encode(record));
  overlay_.put(etag_key(Table::kDocumentsByEtag, result.etag), folded_id);
  overlay_.put(collection_etag_key(Table::kDocumentsByCollection, collection.folded, result.etag),
               folded_id);
  collection.record.documents += 1;
  collection.record.document_bytes += record.bytes();
  overlay_.put(table_key(Table::kCollections, collection.folded), encode(collection.record));
  return result;
}

Result<DeleteResult> DocumentWriter::remove(std::string_view id, const ExpectedVersion& expected) {
  const std::string folded_id = fold_case(id);
  const auto stored = TRY(overlay_.get(table_key(Table::kDocuments, folded_id)));
  const auto existing = TRY(decode_if(stored));
  TRY(check_expected(id, existing, expected));
  if (!existing) return DeleteResult{};
  return remove_existing(folded_id, *existing);
}

Result<std::size_t> DocumentWriter::remove_prefix(std::string_view prefix, std::size_t count_max) {
  auto range = table_range(Table::kDocuments, fold_case(prefix));
  std::size_t removed = 0;
  while (removed < count_max) {
    const auto slice = TRY(overlay_.scan(range, std::min(kRemoveSlice, count_max - removed)));
    if (slice.empty()) break;
    for (const auto& entry : slice) {
      const auto existing = TRY(decode_document(entry.value));
      TRY(remove_existing(std::string(name_of_key(entry.key)), existing));
    }
    removed += slice.size();
    range.begin = slice.back().key + '\0';
  }
  return removed;
}

Result<DeleteResult> DocumentWriter::remove_existing(const std::string& folded_id,
                                                     const DocumentRecord& existing) {
  auto collection = TRY(read_collection(existing.collection));
  auto tombstones = TRY(read_tombstones(folded_id));
  last_etag_ = last_etag_.next();
  overlay_.erase(table_key(Table::kDocuments, folded_id));
  overlay_.erase(etag_key(Table::kDocumentsByEtag, existing.etag));
  overlay_.erase(
      collection_etag_key(Table::kDocumentsByCollection, collection.folded, existing.etag));

  tombstones.id = existing.id;
  tombstones.entries.push_back(
      {.collection = std::string(existing.collection), .etag = last_etag_, .deleted_at = now_});
  put_tombstones(folded_id, tombstones);
  overlay_.put(etag_key(Table::kTombstonesByEtag, last_etag_), folded_id);
  overlay_.put(collection_etag_key(Table::kTombstonesByCollection, collection.folded, last_etag_),
               folded_id);

  collection.record.documents -= 1;
  collection.record.document_bytes -= existing.bytes();
  collection.record.tombstones += 1;
  overlay_.put(table_key(Table::kCollections, collection.folded), encode(collection.record));
  return DeleteResult{.deleted = true, .change_vector = versions_.change_vector(last_etag_)};
}

// A document that comes back to its collection takes the place of its tombstone; the tombstones
// that it left in other collections stay, for the readers of those.
void DocumentWriter::drop_tombstone(const std::string& folded_id, TombstoneRecord tombstones,
                                    Collection& collection) {
  auto& entries = tombstones.entries;
  const auto own = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return fold_case(entry.collection) == collection.folded;
  });
  if (own == entries.end()) return;
  overlay_.erase(etag_key(Table::kTombstonesByEtag, own->etag));
  overlay_.erase(collection_etag_key(Table::kTombstonesByCollection, collection.folded, own->etag));
  collection.record.tombstones -= 1;
  entries.erase(own);
  put_tombstones(folded_id, tombstones);
}

void DocumentWriter::put_tombstones(const std::string& folded_id,
                                    const TombstoneRecord& tombstones) {
  std::string key = table_key(Table::kTombstones, folded_id);
  if (tombstones.entries.empty()) {
    overlay_.erase(std::move(key));
  } else {
    overlay_.put(std::move(key), encode(tombstones));
  }
}

Result<DocumentWriter::Collection> DocumentWriter::read_collection(std::string_view name) const {
  Collection collection{.folded = fold_case(name), .record = {}};
  const auto stored = TRY(overlay_.get(table_key(Table::kCollections, collection.folded)));
  if (stored) {
    collection.record = TRY(decode_collection(*stored));
  } else {
    collection.record.name = name;
  }
  return collection;
}

Result<TombstoneRecord> DocumentWriter::read_tombstones(const std::string& folded_id) const {
  const auto stored = TRY(overlay_.get(table_key(Table::kTombstones, folded_id)));
  if (!stored) return TombstoneRecord{};
  return decode_tombstones(*stored);
}

Result<std::optional<std::string>> DocumentWriter::get_item(std::string_view key) {
  return overlay_.get(table_key(Table::kItems, key));
}

void DocumentWriter::put_item(std::string_view key, std::string value) {
  overlay_.put(table_key(Table::kItems, key), std::move(value));
}

void DocumentWriter::erase_item(std::string_view key) {
  overlay_.erase(table_key(Table::kItems, key));
}

Result<std::vector<std::pair<std::string, std::string>>> DocumentWriter::items(
    std::string_view prefix, std::size_t count_max) {
  auto found = TRY(overlay_.scan(table_range(Table::kItems, prefix), count_max));
  std::vector<std::pair<std::string, std::string>> items;
  items.reserve(found.size());
  for (auto& entry : found) {
    items.emplace_back(std::string(name_of_key(entry.key)), std::move(entry.value));
  }
  return items;
}

void DocumentWriter::set_savepoint() {
  overlay_.set_savepoint();
  etag_at_savepoint_ = last_etag_;
}

void DocumentWriter::undo() {
  overlay_.undo();
  last_etag_ = etag_at_savepoint_;
}

std::vector<std::string> DocumentWriter::changed_collections() const {
  std::vector<std::string> names;
  for (const auto key : overlay_.written_keys(table_range(Table::kCollections, {}))) {
    names.emplace_back(name_of_key(key));
  }
  return names;
}

kv::WriteBatch DocumentWriter::take_batch() {
  if (last_etag_ != etag_at_begin_) {
    overlay_.put(last_etag_key(), encode_number(last_etag_.value));
  }
  return overlay_.take_batch();
}

}  // namespace penstock::documents
