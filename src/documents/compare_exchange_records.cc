#include "documents/compare_exchange_records.h"

#include "documents/keys.h"
#include "documents/record_bytes.h"

namespace penstock::documents {

// Keys and values, with the parts that keys.cc and records.cc explain:
//
//   compare-exchange             := 0x80 folded-key -> 0x01 index:u64 key:text value:text
//   compare-exchange/by-index    := 0x81 index:u64 -> folded-key
//   compare-exchange-tombstones  := 0x82 folded-key -> 0x01 index:u64 time key:text
//   compare-exchange/counts      := 0x83 "counts" -> 0x01 last-index:u64 values:u64 tombstones:u64
//
// 0x81 has the live values and the tombstones. The index is a sequence of its own: these values
// are no part of the change feed. Golden bytes: tests/unit/golden/compare_exchange_v1.hex.

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kFixedBytes = 1 + 8 + 8 + 2 * 4;

}  // namespace

std::string encode(const CompareExchangeValue& value) {
  auto bytes = begin_record(kVersion, kFixedBytes + value.key.size() + value.value.size());
  append_u64(bytes, value.index);
  append_text(bytes, value.key);
  append_text(bytes, value.value);
  return bytes;
}

Result<CompareExchangeValue> decode_compare_exchange(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  CompareExchangeValue value;
  value.index = reader.u64();
  value.key = reader.text();
  value.value = reader.text();
  if (version != kVersion || !reader.ok() || !reader.at_end()) {
    return undecodable("compare-exchange value");
  }
  return value;
}

std::string encode(const CompareExchangeTombstone& tombstone) {
  auto bytes = begin_record(kVersion, kFixedBytes + tombstone.key.size());
  append_u64(bytes, tombstone.index);
  append_time(bytes, tombstone.deleted_at);
  append_text(bytes, tombstone.key);
  return bytes;
}

Result<CompareExchangeTombstone> decode_compare_exchange_tombstone(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  CompareExchangeTombstone tombstone;
  tombstone.index = reader.u64();
  tombstone.deleted_at = read_time(reader);
  tombstone.key = reader.text();
  if (version != kVersion || !reader.ok() || !reader.at_end()) {
    return undecodable("compare-exchange tombstone");
  }
  return tombstone;
}

std::string encode(const CompareExchangeCounts& counts) {
  auto bytes = begin_record(kVersion, 1 + 3 * 8);
  append_u64(bytes, counts.last_index);
  append_u64(bytes, counts.values);
  append_u64(bytes, counts.tombstones);
  return bytes;
}

Result<CompareExchangeCounts> decode_compare_exchange_counts(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  CompareExchangeCounts counts;
  counts.last_index = reader.u64();
  counts.values = reader.u64();
  counts.tombstones = reader.u64();
  if (version != kVersion || !reader.ok() || !reader.at_end()) {
    return undecodable("count of compare-exchange values");
  }
  return counts;
}

std::string compare_exchange_index_key(std::uint64_t index) {
  return etag_key(Table::kCompareExchangeByIndex, Etag{index});
}

std::string compare_exchange_counts_key() {
  return table_key(Table::kCompareExchangeCounts, "counts");
}

}  // namespace penstock::documents
