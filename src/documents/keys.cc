#include "documents/keys.h"

#include <utility>

#include "base/bytes.h"

namespace penstock::documents {

// Keys of layout 1:
//
//   meta                      := 0x01 "format" | 0x01 "last-etag" | 0x01 "count/" ...
//                                                                     (item_counts.cc)
//   documents/by-id           := 0x10 folded-id
//   documents/by-etag         := 0x11 etag
//   documents/by-collection   := 0x12 folded-collection 0x00 etag
//   tombstones/by-id          := 0x20 folded-id
//   tombstones/by-etag        := 0x21 etag
//   tombstones/by-collection  := 0x22 folded-collection 0x00 etag
//   collections               := 0x30 folded-collection
//   identities                := 0x40 folded-prefix          (with its "/": "users/")
//   items                     := 0x50 item-key               (of the rooms above)
//
//   etag              := u64, big-endian, so that byte order is etag order
//   folded-collection := UTF-8 without 0x00, so that no name runs into another's etags
//   folded-id         := UTF-8 without 0x00, which leaves room for parts of documents
//
// The values are in records.cc. Golden bytes: tests/unit/golden/keys_v1.hex. A new layout is a new
// version in "format", which this program compares when it opens a database.

namespace {

constexpr std::size_t kEtagBytes = 8;

std::string collection_prefix(Table table, std::string_view folded_collection) {
  std::string key = table_key(table, folded_collection);
  key.push_back('\0');
  return key;
}

// The first key after `key`. No arithmetic on the etag: it would overflow for the greatest.
std::string just_after(std::string key) {
  key.push_back('\0');
  return key;
}

}  // namespace

std::string table_key(Table table, std::string_view name) {
  std::string key;
  key.reserve(1 + name.size() + 1 + kEtagBytes);
  key.push_back(static_cast<char>(table));
  key.append(name);
  return key;
}

std::string part_name(std::string_view folded_id, std::string_view folded_part) {
  std::string name;
  name.reserve(folded_id.size() + 1 + folded_part.size());
  name.append(folded_id);
  name.push_back('\0');
  name.append(folded_part);
  return name;
}

std::string etag_key(Table table, Etag etag) {
  std::string key = table_key(table, {});
  append_u64(key, etag.value);
  return key;
}

std::string collection_etag_key(Table table, std::string_view folded_collection, Etag etag) {
  std::string key = collection_prefix(table, folded_collection);
  append_u64(key, etag.value);
  return key;
}

std::string format_key() { return table_key(Table::kMeta, "format"); }

std::string last_etag_key() { return table_key(Table::kMeta, "last-etag"); }

kv::Range table_range(Table table, std::string_view prefix) {
  return kv::prefix_range(table_key(table, prefix));
}

kv::Range etags_after(Table table, Etag after) {
  return {.begin = just_after(etag_key(table, after)), .end = table_range(table, {}).end};
}

kv::Range collection_etags_after(Table table, std::string_view folded_collection, Etag after) {
  auto end = kv::prefix_range(collection_prefix(table, folded_collection)).end;
  // No collection has such a name, and the etags of another one would seem to be its own.
  if (folded_collection.find('\0') != std::string_view::npos) return {.begin = end, .end = end};
  return {.begin = just_after(collection_etag_key(table, folded_collection, after)),
          .end = std::move(end)};
}

Table table_of_key(std::string_view key) { return static_cast<Table>(key.front()); }

std::string_view name_of_key(std::string_view key) { return key.substr(1); }

std::optional<Etag> etag_of_key(std::string_view key) {
  if (key.size() <= kEtagBytes) return std::nullopt;
  return Etag{ByteReader(key.substr(key.size() - kEtagBytes)).u64()};
}

}  // namespace penstock::documents
