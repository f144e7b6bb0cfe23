#include "documents/document_table.h"

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

Result<std::optional<std::string>> DocumentTable::read(const std::string& folded_id) const {
  return pending_.overlay().get(table_key(Table::kDocuments, folded_id));
}

Result<std::optional<Document>> DocumentTable::get(std::string_view id) const {
  const auto stored = TRY(read(fold_case(id)));
  const auto record = TRY(decode_if(stored));
  if (!record) return std::nullopt;
  return record->to_document();
}

Result<std::optional<DocumentHead>> DocumentTable::head(std::string_view id) const {
  const auto stored = TRY(read(fold_case(id)));
  const auto record = TRY(decode_if(stored));
  if (!record) return std::nullopt;
  return DocumentHead{.id = std::string(record->id),
                      .etag = record->etag,
                      .change_vector = std::string(record->change_vector),
                      .collection = std::string(record->collection),
                      .derived = DerivedMetadata::parse(record->derived)};
}

// All reads come before the first write: a put that fails has changed nothing but an identity.
Result<PutResult> DocumentTable::put(std::string_view id, const DocumentContent& content,
                                     const ExpectedVersion& expected) {
  const std::string final_id = TRY(ids_.complete(id, pending_.next_etag(), expected));
  const std::string folded_id = fold_case(final_id);
  const auto stored = TRY(read(folded_id));
  const auto existing = TRY(decode_if(stored));
  TRY(check_expected(final_id, existing, expected));
  auto collection = TRY(read_collection(content.collection));
  DocumentRecord draft;
  draft.collection = content.collection;
  draft.id = final_id;
  draft.metadata = content.metadata;
  draft.body = content.body;
  if (!existing) return create(folded_id, draft, std::move(collection));
  TRY(check_collection(*existing, content, collection.folded));
  return replace(folded_id, *existing, draft, DerivedMetadata::parse(existing->derived),
                 std::move(collection));
}

Result<PutResult> DocumentTable::update(std::string_view id,
                                        const std::function<void(DerivedMetadata&)>& change) {
  const std::string folded_id = fold_case(id);
  const auto stored = TRY(read(folded_id));
  const auto existing = TRY(decode_if(stored));
  if (!existing) return not_found(fmt::format("Document {} does not exist", id));
  auto derived = DerivedMetadata::parse(existing->derived);
  change(derived);
  return replace(folded_id, *existing, *existing, std::move(derived),
                 TRY(read_collection(existing->collection)));
}

Result<PutResult> DocumentTable::replace(const std::string& folded_id,
                                         const DocumentRecord& existing,
                                         const DocumentRecord& draft, DerivedMetadata derived,
                                         Collection collection) {
  overlay().erase(etag_key(Table::kDocumentsByEtag, existing.etag));
  overlay().erase(
      collection_etag_key(Table::kDocumentsByCollection, collection.folded, existing.etag));
  collection.record.documents -= 1;
  collection.record.document_bytes -= existing.bytes();
  DocumentRecord record = draft;
  record.id = existing.id;
  return store(folded_id, &existing, record, std::move(derived), std::move(collection));
}

Result<PutResult> DocumentTable::create(const std::string& folded_id, DocumentRecord draft,
                                        Collection collection) {
  const auto tombstones = TRY(read_tombstones(folded_id));
  if (!tombstones.entries.empty()) draft.id = tombstones.id;
  return store(folded_id, nullptr, draft, {}, std::move(collection));
}

Result<PutResult> DocumentTable::store(const std::string& folded_id, const DocumentRecord* before,
                                       DocumentRecord record, DerivedMetadata derived,
                                       Collection collection) {
  const Etag etag = pending_.take_etag();
  const std::string change_vector = pending_.versions().change_vector(etag);
  record.etag = etag;
  record.last_modified = written_at_.value_or(pending_.now());
  record.change_vector = change_vector;
  for (auto* observer : observers_) TRY(observer->before_put(record, before, derived));
  const std::string derived_json = derived.to_json();
  record.derived = derived_json;
  overlay().put(table_key(Table::kDocuments, folded_id), encode(record));
  overlay().put(etag_key(Table::kDocumentsByEtag, etag), folded_id);
  overlay().put(collection_etag_key(Table::kDocumentsByCollection, collection.folded, etag),
                folded_id);
  collection.record.documents += 1;
  collection.record.document_bytes += record.bytes();
  overlay().put(table_key(Table::kCollections, collection.folded), encode(collection.record));
  pending_.note_change(collection.folded);
  if (pending_.keeps_items()) {
    pending_.note_item(DocumentChange{.type = DocumentChange::Type::kPut,
                                      .id = std::string(record.id),
                                      .collection = std::string(record.collection),
                                      .change_vector = change_vector});
  }
  return PutResult{.id = std::string(record.id),
                   .etag = etag,
                   .change_vector = change_vector,
                   .collection = std::string(record.collection),
                   .last_modified = record.last_modified,
                   .flags = derived.flags()};
}

Result<DeleteResult> DocumentTable::remove(std::string_view id, const ExpectedVersion& expected) {
  const std::string folded_id = fold_case(id);
  const auto stored = TRY(read(folded_id));
  const auto existing = TRY(decode_if(stored));
  TRY(check_expected(id, existing, expected));
  if (!existing) return DeleteResult{};
  return remove_existing(folded_id, *existing);
}

Result<std::size_t> DocumentTable::remove_prefix(std::string_view prefix, std::size_t count_max) {
  auto range = table_range(Table::kDocuments, fold_case(prefix));
  std::size_t removed = 0;
  while (removed < count_max) {
    const auto slice = TRY(overlay().scan(range, std::min(kRemoveSlice, count_max - removed)));
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

Result<DeleteResult> DocumentTable::remove_existing(const std::string& folded_id,
                                                    const DocumentRecord& existing) {
  auto collection = TRY(read_collection(existing.collection));
  auto tombstones = TRY(read_tombstones(folded_id));
  for (auto* observer : observers_) TRY(observer->before_remove(existing));
  overlay().erase(table_key(Table::kDocuments, folded_id));
  overlay().erase(etag_key(Table::kDocumentsByEtag, existing.etag));
  overlay().erase(
      collection_etag_key(Table::kDocumentsByCollection, collection.folded, existing.etag));

  tombstones.id = existing.id;
  collection.record.documents -= 1;
  collection.record.document_bytes -= existing.bytes();
  add_tombstone(folded_id, std::move(tombstones), existing.collection, collection);
  DeleteResult result{.deleted = true,
                      .change_vector = pending_.versions().change_vector(pending_.last_etag())};
  if (pending_.keeps_items()) {
    pending_.note_item(DocumentChange{.type = DocumentChange::Type::kDelete,
                                      .id = std::string(existing.id),
                                      .collection = std::string(existing.collection),
                                      .change_vector = result.change_vector});
  }
  return result;
}

Result<void> DocumentTable::bury(std::string_view id, std::string_view collection_name) {
  TRY(check_document_id(id));
  const auto present = TRY(head(id));
  if (present && equal_ignoring_case(present->collection, collection_name)) {
    TRY(remove(id, {}));
    return {};
  }
  const std::string folded_id = fold_case(id);
  auto collection = TRY(read_collection(collection_name));
  auto tombstones = TRY(read_tombstones(folded_id));
  if (tombstones.entries.empty()) tombstones.id = id;
  add_tombstone(folded_id, std::move(tombstones), collection_name, collection);
  return {};
}

// In place of an earlier one of this collection. Those of other collections stay, for the readers
// of those; and all stay when the document comes back, for with it does not come back what hung on
// it.
void DocumentTable::add_tombstone(const std::string& folded_id, TombstoneRecord tombstones,
                                  std::string_view collection_name, Collection& collection) {
  erase_tombstone(tombstones, collection);
  const Etag etag = pending_.take_etag();
  tombstones.entries.push_back({.collection = std::string(collection_name),
                                .etag = etag,
                                .deleted_at = written_at_.value_or(pending_.now())});
  overlay().put(table_key(Table::kTombstones, folded_id), encode(tombstones));
  overlay().put(etag_key(Table::kTombstonesByEtag, etag), folded_id);
  overlay().put(collection_etag_key(Table::kTombstonesByCollection, collection.folded, etag),
                folded_id);
  collection.record.tombstones += 1;
  overlay().put(table_key(Table::kCollections, collection.folded), encode(collection.record));
  pending_.note_change(collection.folded);
}

/// That of `collection`, if there is one.
void DocumentTable::erase_tombstone(TombstoneRecord& tombstones, Collection& collection) {
  auto& entries = tombstones.entries;
  const auto own = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
    return fold_case(entry.collection) == collection.folded;
  });
  if (own == entries.end()) return;
  overlay().erase(etag_key(Table::kTombstonesByEtag, own->etag));
  overlay().erase(
      collection_etag_key(Table::kTombstonesByCollection, collection.folded, own->etag));
  collection.record.tombstones -= 1;
  entries.erase(own);
}

Result<DocumentTable::Collection> DocumentTable::read_collection(std::string_view name) const {
  Collection collection{.folded = fold_case(name), .record = {}};
  const auto stored =
      TRY(pending_.overlay().get(table_key(Table::kCollections, collection.folded)));
  if (stored) {
    collection.record = TRY(decode_collection(*stored));
  } else {
    collection.record.name = name;
  }
  return collection;
}

Result<TombstoneRecord> DocumentTable::read_tombstones(const std::string& folded_id) const {
  const auto stored = TRY(pending_.overlay().get(table_key(Table::kTombstones, folded_id)));
  if (!stored) return TombstoneRecord{};
  return decode_tombstones(*stored);
}

}  // namespace penstock::documents
