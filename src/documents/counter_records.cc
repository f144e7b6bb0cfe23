#include "documents/counter_records.h"

#include <fmt/format.h>

#include "documents/keys.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// Keys and values, with the parts that keys.cc and records.cc explain:
//
//   counters                         := 0x60 name -> 0x01 state etag time collection:text id:text
//                                                    counter:text value:u64
//   counters/by-etag                 := 0x61 etag -> name
//   counters/by-collection           := 0x62 folded-collection 0x00 etag -> name
//   counter-tombstones/by-etag       := 0x63 etag -> name
//   counter-tombstones/by-collection := 0x64 folded-collection 0x00 etag -> name
//
//   name  := folded-id 0x00 folded-counter
//   state := 0x00 (live, in the indexes 0x61 and 0x62) | 0x01 (deleted, in 0x63 and 0x64)
//   value := two's complement; 0 if deleted
//
// A counter is in one record all its life, so it keeps its first spelling while its tombstone
// lives. Golden bytes: tests/unit/golden/counter_v1.hex, counter_deleted_v1.hex.

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kLive = 0;
constexpr std::uint8_t kDeleted = 1;
constexpr std::size_t kFixedBytes = 1 + 1 + 8 + 8 + 3 * 4 + 8;

}  // namespace

Counter CounterRecord::to_counter() const {
  return {.id = std::string(id),
          .name = std::string(name),
          .etag = etag,
          .collection = std::string(collection),
          .last_modified = last_modified,
          .value = value};
}

std::string encode(const CounterRecord& record) {
  std::string bytes = begin_record(
      kVersion, kFixedBytes + record.collection.size() + record.id.size() + record.name.size());
  bytes.push_back(static_cast<char>(record.deleted ? kDeleted : kLive));
  append_u64(bytes, record.etag.value);
  append_time(bytes, record.last_modified);
  append_text(bytes, record.collection);
  append_text(bytes, record.id);
  append_text(bytes, record.name);
  append_u64(bytes, static_cast<std::uint64_t>(record.value));
  return bytes;
}

Result<CounterRecord> decode_counter(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.u8() != kVersion) return undecodable("counter");
  const auto state = reader.u8();
  CounterRecord record;
  record.deleted = state == kDeleted;
  record.etag = Etag{reader.u64()};
  record.last_modified = read_time(reader);
  record.collection = reader.text();
  record.id = reader.text();
  record.name = reader.text();
  record.value = static_cast<std::int64_t>(reader.u64());
  if (!reader.ok() || !reader.at_end() || state > kDeleted) return undecodable("counter");
  return record;
}

std::string counter_key(std::string_view folded_id, std::string_view folded_name) {
  return table_key(Table::kCounters, part_name(folded_id, folded_name));
}

kv::Range counters_range(std::string_view folded_id) {
  return table_range(Table::kCounters, part_name(folded_id, {}));
}

Result<Change> decode_counter_change(Etag etag, std::string_view stored) {
  const auto record = TRY(decode_counter(stored));
  if (record.etag != etag) {
    return corruption(fmt::format("the index entry of etag {} has another counter", etag.value));
  }
  if (!record.deleted) return Change{record.to_counter()};
  return Change{CounterTombstone{.id = std::string(record.id),
                                 .name = std::string(record.name),
                                 .etag = record.etag,
                                 .collection = std::string(record.collection),
                                 .deleted_at = record.last_modified}};
}

}  // namespace penstock::documents
