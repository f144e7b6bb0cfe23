#include "documents/attachment_records.h"

#include <algorithm>

#include "base/check.h"
#include "base/random_id.h"
#include "base/sha256.h"
#include "documents/keys.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// The tables of attachments, layout 1. Keys:
//
//   contents/chunks   := 0x70 content-id number:u64
//   contents/by-hash  := 0x71 hash
//   contents/staged   := 0x72 content-id          (chunks that no attachment has adopted yet)
//   contents/freed    := 0x73 content-id          (chunks that are being erased)
//   attachments                          := 0x74 folded-id 0x00 folded-name
//   attachment-tombstones                := 0x75 folded-id 0x00 folded-name
//   attachment-tombstones/by-etag        := 0x76 etag
//   attachment-tombstones/by-collection  := 0x77 folded-collection 0x00 etag
//
//   content-id := 16 bytes, random
//   hash       := 32 bytes, SHA-256 of the content
//
// Values:
//
//   contents/chunks   := bytes                    (256 KB, the last chunk of a content less)
//   contents/by-hash  := 0x01 content-id size:u64 references:u64
//   contents/staged, contents/freed := 0x01 first:u64 end:u64       (chunks that may be there)
//   attachments       := 0x01 etag change-vector:text id:text name:text content-type:text hash
//                        size:u64
//   attachment-tombstones := 0x01 etag time collection:text id:text name:text
//   attachment-tombstones/by-etag, .../by-collection := folded-id 0x00 folded-name
//
// An empty content has no chunks. Golden bytes: tests/unit/golden/attachments_v1.hex. A record with
// another first byte is of another version.

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFixedBytes = 64;  ///< More than any record has beside its texts.

int digit_of(char hex) { return hex <= '9' ? hex - '0' : hex - 'a' + 10; }

}  // namespace

ContentId new_content_id() {
  auto digits = new_guid();
  std::erase(digits, '-');
  ContentId id;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    id.push_back(static_cast<char>(digit_of(digits[i]) * 16 + digit_of(digits[i + 1])));
  }
  CHECK(id.size() == kContentIdBytes);
  return id;
}

std::string content_key(std::string_view hash) { return table_key(Table::kContents, hash); }

std::string encode(const ContentRecord& record) {
  auto bytes = begin_record(kVersion, kFixedBytes);
  bytes.append(record.id);
  append_u64(bytes, record.size);
  append_u64(bytes, record.references);
  return bytes;
}

Result<ContentRecord> decode_content(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("content");
  ContentRecord record;
  record.id = reader.take(kContentIdBytes);
  record.size = reader.u64();
  record.references = reader.u64();
  if (!reader.ok() || !reader.at_end()) return undecodable("content");
  return record;
}

std::uint64_t chunk_count(std::uint64_t size) { return (size + kChunkBytes - 1) / kChunkBytes; }

std::string chunk_key(std::string_view content_id, std::uint64_t number) {
  auto key = table_key(Table::kContentChunks, content_id);
  append_u64(key, number);
  return key;
}

std::string staged_key(std::string_view content_id) {
  return table_key(Table::kStagedContents, content_id);
}

std::string freed_key(std::string_view content_id) {
  return table_key(Table::kFreedContents, content_id);
}

std::string encode(const LooseChunks& chunks) {
  auto bytes = begin_record(kVersion, kFixedBytes);
  append_u64(bytes, chunks.first);
  append_u64(bytes, chunks.end);
  return bytes;
}

Result<LooseChunks> decode_loose_chunks(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("list of chunks");
  const LooseChunks chunks{.first = reader.u64(), .end = reader.u64()};
  if (!reader.ok() || !reader.at_end()) return undecodable("list of chunks");
  return chunks;
}

std::string encode(const Attachment& attachment) {
  auto bytes = begin_record(kVersion, kFixedBytes + attachment.change_vector.size() +
                                          attachment.document_id.size() + attachment.name.size() +
                                          attachment.content_type.size() + attachment.hash.size());
  append_u64(bytes, attachment.etag.value);
  append_text(bytes, attachment.change_vector);
  append_text(bytes, attachment.document_id);
  append_text(bytes, attachment.name);
  append_text(bytes, attachment.content_type);
  bytes.append(attachment.hash);
  append_u64(bytes, attachment.size);
  return bytes;
}

Result<Attachment> decode_attachment(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("attachment");
  Attachment attachment;
  attachment.etag = Etag{reader.u64()};
  attachment.change_vector = reader.text();
  attachment.document_id = reader.text();
  attachment.name = reader.text();
  attachment.content_type = reader.text();
  attachment.hash = reader.take(Sha256::kBytes);
  attachment.size = reader.u64();
  if (!reader.ok() || !reader.at_end()) return undecodable("attachment");
  return attachment;
}

std::string encode(const AttachmentTombstone& tombstone) {
  auto bytes = begin_record(kVersion, kFixedBytes + tombstone.collection.size() +
                                          tombstone.id.size() + tombstone.name.size());
  append_u64(bytes, tombstone.etag.value);
  append_time(bytes, tombstone.deleted_at);
  append_text(bytes, tombstone.collection);
  append_text(bytes, tombstone.id);
  append_text(bytes, tombstone.name);
  return bytes;
}

Result<AttachmentTombstone> decode_attachment_tombstone(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("attachment tombstone");
  AttachmentTombstone tombstone;
  tombstone.etag = Etag{reader.u64()};
  tombstone.deleted_at = read_time(reader);
  tombstone.collection = reader.text();
  tombstone.id = reader.text();
  tombstone.name = reader.text();
  if (!reader.ok() || !reader.at_end()) return undecodable("attachment tombstone");
  return tombstone;
}

}  // namespace penstock::documents
