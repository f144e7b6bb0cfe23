#include "documents/item_counts.h"

#include <string>

#include "documents/keys.h"
#include "documents/pending_commit.h"
#include "documents/records.h"

namespace penstock::documents {

// In the table "meta", beside what keys.cc has of it:
//
//   key   := 0x01 "count/" item:u8 folded-collection
//   value := 0x01 u64

namespace {

std::string count_key(CountedItem item, std::string_view folded_collection) {
  std::string key = table_key(Table::kMeta, kCountPrefix);
  key.push_back(static_cast<char>(item));
  key.append(folded_collection);
  return key;
}

Result<void> take_count(std::string_view name, std::string_view value, const TakeCount& take) {
  const auto count = TRY(decode_number(value));
  if (name.empty() || static_cast<std::uint8_t>(name.front()) >= kCountedItems) {
    return corruption("a stored count is of an unknown kind");
  }
  take(static_cast<CountedItem>(name.front()), name.substr(1), count);
  return {};
}

}  // namespace

Result<void> add_to_count(PendingCommit& pending, CountedItem item,
                          std::string_view folded_collection, std::int64_t delta) {
  const auto count = TRY(count_of(pending, item, folded_collection));
  pending.overlay().put(count_key(item, folded_collection),
                        encode_number(count + static_cast<std::uint64_t>(delta)));
  return {};
}

Result<std::uint64_t> count_of(const PendingCommit& pending, CountedItem item,
                               std::string_view folded_collection) {
  const auto stored = TRY(pending.overlay().get(count_key(item, folded_collection)));
  return stored ? TRY(decode_number(*stored)) : 0;
}

Result<void> visit_counts(const kv::Snapshot& snapshot, const TakeCount& take) {
  Result<void> decoded;
  TRY(snapshot.visit(
      table_range(Table::kMeta, kCountPrefix), [&](std::string_view key, std::string_view value) {
        decoded = take_count(name_of_key(key).substr(kCountPrefix.size()), value, take);
        return decoded.has_value();
      }));
  return decoded;
}

}  // namespace penstock::documents
