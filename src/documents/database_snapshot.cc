#include "documents/database_snapshot.h"

#include <algorithm>

#include "base/text.h"
#include "documents/change_reader.h"
#include "documents/etag_index.h"
#include "documents/keys.h"
#include "documents/records.h"

namespace penstock::documents {
namespace {

Result<std::optional<Document>> decode_if(const std::optional<std::string>& stored) {
  if (!stored) return std::nullopt;
  return TRY(decode_document(*stored)).to_document();
}

}  // namespace

DatabaseSnapshot::DatabaseSnapshot(std::unique_ptr<const kv::Snapshot> snapshot)
    : snapshot_(std::move(snapshot)) {}

Result<std::optional<Document>> DatabaseSnapshot::get(std::string_view id) const {
  const auto stored = TRY(snapshot_->get(table_key(Table::kDocuments, fold_case(id))));
  return decode_if(stored);
}

Result<std::vector<std::optional<Document>>> DatabaseSnapshot::get_many(
    const std::vector<std::string>& ids) const {
  std::vector<std::string> keys;
  keys.reserve(ids.size());
  for (const auto& id : ids) keys.push_back(table_key(Table::kDocuments, fold_case(id)));
  const auto stored = TRY(snapshot_->get_many(keys));
  std::vector<std::optional<Document>> documents;
  documents.reserve(stored.size());
  for (const auto& value : stored) documents.push_back(TRY(decode_if(value)));
  return documents;
}

Result<std::vector<Tombstone>> DatabaseSnapshot::tombstones(std::string_view id) const {
  const auto stored = TRY(snapshot_->get(table_key(Table::kTombstones, fold_case(id))));
  std::vector<Tombstone> tombstones;
  if (!stored) return tombstones;
  const auto record = TRY(decode_tombstones(*stored));
  for (const auto& entry : record.entries) {
    tombstones.push_back({.id = record.id,
                          .etag = entry.etag,
                          .collection = entry.collection,
                          .deleted_at = entry.deleted_at});
  }
  return tombstones;
}

Result<std::vector<Document>> DatabaseSnapshot::by_prefix(std::string_view prefix,
                                                          std::string_view after,
                                                          const BatchLimits& limits) const {
  auto range = table_range(Table::kDocuments, fold_case(prefix));
  if (!after.empty()) {
    range.begin = std::max(range.begin, table_key(Table::kDocuments, fold_case(after)) + '\0');
  }
  std::vector<Document> documents;
  std::size_t bytes = 0;
  Result<void> decoded;
  TRY(snapshot_->visit(range, [&](std::string_view, std::string_view value) {
    const auto record = decode_document(value);
    if (!record) {
      decoded = record.error();
      return false;
    }
    documents.push_back(record->to_document());
    bytes += record->bytes();
    return documents.size() < limits.changes_max && bytes < limits.bytes_max;
  }));
  TRY(decoded);
  return documents;
}

Result<std::vector<Document>> DatabaseSnapshot::by_collection(std::string_view collection,
                                                              Etag after,
                                                              const BatchLimits& limits) const {
  EtagIndexes indexes(*snapshot_, after);
  if (collection.empty()) {
    indexes.add_all(ChangeStream::kDocuments);
  } else {
    indexes.add(ChangeStream::kDocuments, fold_case(collection));
  }
  auto changes = TRY(read_changes(*snapshot_, indexes, limits));
  std::vector<Document> documents;
  documents.reserve(changes.size());
  for (auto& change : changes) documents.push_back(std::get<Document>(std::move(change.item)));
  return documents;
}

Result<Etag> DatabaseSnapshot::last_etag() const {
  const auto stored = TRY(snapshot_->get(last_etag_key()));
  if (!stored) return Etag{};
  return Etag{TRY(decode_number(*stored))};
}

Result<std::optional<std::string>> DatabaseSnapshot::get_item(std::string_view key) const {
  return snapshot_->get(table_key(Table::kItems, key));
}

Result<std::vector<std::pair<std::string, std::string>>> DatabaseSnapshot::items(
    std::string_view prefix, std::size_t count_max) const {
  std::vector<std::pair<std::string, std::string>> found;
  if (count_max == 0) return found;
  TRY(snapshot_->visit(table_range(Table::kItems, prefix),
                       [&](std::string_view key, std::string_view value) {
                         found.emplace_back(name_of_key(key), value);
                         return found.size() < count_max;
                       }));
  return found;
}

}  // namespace penstock::documents
