#include "documents/revision_keys.h"

#include "documents/keys.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// Revisions, layout 1:
//
//   revisions/by-document       := 0x78 folded-id 0x00 etag  -> document   (records.cc)
//   revisions/by-change-vector  := 0x79 change-vector        -> folded-id 0x00 etag
//   revisions/heads             := 0x7a folded-id            -> 0x01 count:u64 deleted:etag
//   revisions/bin               := 0x7b etag                 -> folded-id
//
// A revision has the etag and the change vector of the version that it keeps; its derived metadata
// says "Revision", or "DeleteRevision" of one that keeps no content but says that the document was
// deleted. "deleted" is the etag of the latter as long as there is no document, else 0, and then
// the bin has that etag too. Golden bytes: tests/unit/golden/revisions_v1.hex.

namespace {

constexpr std::uint8_t kVersion = 1;

std::string revisions_of(std::string_view folded_id) {
  std::string prefix = table_key(Table::kRevisions, folded_id);
  prefix.push_back('\0');
  return prefix;
}

}  // namespace

std::string encode(const RevisionHead& head) {
  auto bytes = begin_record(kVersion, 1 + 2 * 8);
  append_u64(bytes, head.count);
  append_u64(bytes, head.deleted.value);
  return bytes;
}

Result<RevisionHead> decode_revision_head(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  RevisionHead head;
  head.count = reader.u64();
  head.deleted = Etag{reader.u64()};
  if (version != kVersion || !reader.ok() || !reader.at_end()) {
    return undecodable("count of revisions");
  }
  return head;
}

std::string revision_head_key(std::string_view folded_id) {
  return table_key(Table::kRevisionHeads, folded_id);
}

std::string revision_key(std::string_view folded_id, Etag etag) {
  std::string key = revisions_of(folded_id);
  append_u64(key, etag.value);
  return key;
}

kv::Range revisions_below(std::string_view folded_id, Etag below) {
  auto range = kv::prefix_range(revisions_of(folded_id));
  if (below != Etag{}) range.end = revision_key(folded_id, below);
  return range;
}

std::string revision_version_key(std::string_view change_vector) {
  return table_key(Table::kRevisionsByChangeVector, change_vector);
}

std::string revision_bin_key(Etag deleted) { return etag_key(Table::kRevisionBin, deleted); }

kv::Range revision_bin_below(Etag below) {
  auto range = table_range(Table::kRevisionBin, {});
  if (below != Etag{}) range.end = revision_bin_key(below);
  return range;
}

kv::Range revision_heads() { return table_range(Table::kRevisionHeads, {}); }

}  // namespace penstock::documents
