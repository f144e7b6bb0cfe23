#include "documents/records.h"

#include "base/bytes.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// Values of layout 1, by table (the keys are in keys.cc):
//
//   documents/by-id := 0x01 etag time change-vector:text collection:text id:text metadata:text body
//       | 0x02 etag time change-vector:text collection:text id:text metadata:text derived:text body
//   tombstones/by-id := 0x01 id:text (collection:text etag time)+
//   collections := 0x01 name:text documents:u64 tombstones:u64 document-bytes:u64 cleaned-to:etag
//   identities, meta := 0x01 u64
//   documents/by-etag, documents/by-collection, tombstones/by-etag, tombstones/by-collection
//       := folded-id      (the item is in by-id; an index entry has no version of its own)
//   items := bytes        (of the rooms above, which version them)
//
//   etag := u64
//   time := u64, microseconds since 1970-01-01T00:00:00Z, two's complement
//   text := length:u32 bytes
//   u32, u64 are big-endian; body is the rest of the value: minified JSON
//
// "id" is spelled as first written, the folded one is in the key; derived is never empty: documents
// on which nothing hangs are of the first form. Golden bytes: tests/unit/golden/document_v1.hex,
// document_v2.hex, tombstones_v1.hex, collection_v1.hex, number_v1.hex. A record
// with another first byte is of another version.

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kVersionWithDerived = 2;
constexpr std::size_t kFixedDocumentBytes = 1 + 8 + 8 + 5 * 4;

}  // namespace

Document DocumentRecord::to_document() const {
  return {.id = std::string(id),
          .etag = etag,
          .change_vector = std::string(change_vector),
          .collection = std::string(collection),
          .last_modified = last_modified,
          .metadata = std::string(metadata),
          .derived = std::string(derived),
          .body = std::string(body)};
}

std::string encode(const DocumentRecord& record) {
  std::string bytes = begin_record(
      record.derived.empty() ? kVersion : kVersionWithDerived,
      kFixedDocumentBytes + record.change_vector.size() + record.collection.size() +
          record.id.size() + record.metadata.size() + record.derived.size() + record.body.size());
  append_u64(bytes, record.etag.value);
  append_time(bytes, record.last_modified);
  append_text(bytes, record.change_vector);
  append_text(bytes, record.collection);
  append_text(bytes, record.id);
  append_text(bytes, record.metadata);
  if (!record.derived.empty()) append_text(bytes, record.derived);
  bytes.append(record.body);
  return bytes;
}

Result<DocumentRecord> decode_document(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  if (version != kVersion && version != kVersionWithDerived) return undecodable("document");
  DocumentRecord record;
  record.etag = Etag{reader.u64()};
  record.last_modified = read_time(reader);
  record.change_vector = reader.text();
  record.collection = reader.text();
  record.id = reader.text();
  record.metadata = reader.text();
  if (version == kVersionWithDerived) record.derived = reader.text();
  record.body = reader.rest();
  if (!reader.ok() || record.metadata.size() < 2 || record.body.size() < 2) {
    return undecodable("document");
  }
  return record;
}

std::string encode(const TombstoneRecord& record) {
  std::string bytes = begin_record(kVersion, 64 + record.id.size());
  append_text(bytes, record.id);
  for (const auto& entry : record.entries) {
    append_text(bytes, entry.collection);
    append_u64(bytes, entry.etag.value);
    append_time(bytes, entry.deleted_at);
  }
  return bytes;
}

Result<TombstoneRecord> decode_tombstones(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("tombstone");
  TombstoneRecord record;
  record.id = reader.text();
  while (reader.ok() && !reader.at_end()) {
    TombstoneRecord::Entry entry;
    entry.collection = reader.text();
    entry.etag = Etag{reader.u64()};
    entry.deleted_at = read_time(reader);
    record.entries.push_back(std::move(entry));
  }
  if (!reader.ok() || record.entries.empty()) return undecodable("tombstone");
  return record;
}

std::string encode(const CollectionRecord& record) {
  std::string bytes = begin_record(kVersion, 64 + record.name.size());
  append_text(bytes, record.name);
  append_u64(bytes, record.documents);
  append_u64(bytes, record.tombstones);
  append_u64(bytes, record.document_bytes);
  append_u64(bytes, record.tombstones_cleaned_to.value);
  return bytes;
}

Result<CollectionRecord> decode_collection(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("collection");
  CollectionRecord record;
  record.name = reader.text();
  record.documents = reader.u64();
  record.tombstones = reader.u64();
  record.document_bytes = reader.u64();
  record.tombstones_cleaned_to = Etag{reader.u64()};
  if (!reader.ok() || !reader.at_end()) return undecodable("collection");
  return record;
}

std::string encode_number(std::uint64_t value) {
  std::string bytes = begin_record(kVersion, 1 + 8);
  append_u64(bytes, value);
  return bytes;
}

Result<std::uint64_t> decode_number(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("number");
  const std::uint64_t value = reader.u64();
  if (!reader.ok() || !reader.at_end()) return undecodable("number");
  return value;
}

}  // namespace penstock::documents
