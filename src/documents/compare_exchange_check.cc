#include "documents/compare_exchange_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"
#include "documents/compare_exchange_records.h"

namespace penstock::documents {
namespace {

Result<void> check_own_entry(const CheckContext& context, std::string_view name,
                             std::string_view key, std::uint64_t index) {
  auto& last_index = context.tallies.compare_exchange.last_index;
  last_index = std::max(last_index, index);
  if (fold_case(key) != name) return corruption("it is under another key than its own");
  return expect_entry(context.snapshot, compare_exchange_index_key(index), name);
}

/// The index of what is there under a key: a value or a tombstone; 0 if there is neither.
Result<std::uint64_t> index_of(const kv::Snapshot& snapshot, std::string_view name) {
  if (const auto stored = TRY(snapshot.get(table_key(Table::kCompareExchange, name)))) {
    return TRY(decode_compare_exchange(*stored)).index;
  }
  if (const auto stored = TRY(snapshot.get(table_key(Table::kCompareExchangeTombstones, name)))) {
    return TRY(decode_compare_exchange_tombstone(*stored)).index;
  }
  return std::uint64_t{0};
}

}  // namespace

Result<void> check_compare_exchange(const CheckContext& context, std::string_view name,
                                    std::string_view value) {
  const auto record = TRY(decode_compare_exchange(value));
  ++context.tallies.compare_exchange.values;
  TRY(check_own_entry(context, name, record.key, record.index));
  return expect_object(record.value, "its value");
}

Result<void> check_compare_exchange_index(const CheckContext& context, std::string_view name,
                                          std::string_view value) {
  const auto index = ByteReader(name).u64();
  if (name_of_key(compare_exchange_index_key(index)) != name) {
    return corruption("its key has no index");
  }
  if (TRY(index_of(context.snapshot, value)) == index) return {};
  return corruption("no value and no tombstone has its index");
}

Result<void> check_compare_exchange_tombstone(const CheckContext& context, std::string_view name,
                                              std::string_view value) {
  const auto record = TRY(decode_compare_exchange_tombstone(value));
  ++context.tallies.compare_exchange.tombstones;
  if (TRY(context.snapshot.get(table_key(Table::kCompareExchange, name)))) {
    return corruption("there is a value under its key");
  }
  return check_own_entry(context, name, record.key, record.index);
}

Result<void> check_compare_exchange_counts(const CheckContext&, std::string_view name,
                                           std::string_view value) {
  TRY(decode_compare_exchange_counts(value));
  if (name == name_of_key(compare_exchange_counts_key())) return {};
  return corruption("nobody knows it");
}

// An index may have gone to a transaction that had no value: the last one can be beyond them all.
Result<void> check_compare_exchange_tally(const CheckContext& context) {
  const auto counted = CompareExchangeReader(context.snapshot).counts();
  if (!counted && counted.error().code == ErrorCode::kCorruption) return {};  // With the entries.
  if (!counted) return counted.error();
  const auto& there = context.tallies.compare_exchange;
  if (counted->values != there.values || counted->tombstones != there.tombstones) {
    return corruption(fmt::format("it counts {} values and {} tombstones, there are {} and {}",
                                  counted->values, counted->tombstones, there.values,
                                  there.tombstones));
  }
  if (counted->last_index >= there.last_index) return {};
  return corruption(
      fmt::format("its last index is {}, {} is there", counted->last_index, there.last_index));
}

}  // namespace penstock::documents
