#include "documents/compare_exchange_table.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "documents/compare_exchange_records.h"
#include "documents/keys.h"

namespace penstock::documents {
namespace {

Result<void> check_key(std::string_view key) {
  if (key.empty()) return invalid_argument("the key of a compare-exchange value is empty");
  if (key.size() > kCompareExchangeKeyBytesMax) {
    return invalid_argument(fmt::format("the key '{}' is longer than {} bytes", excerpt(key, 64),
                                        kCompareExchangeKeyBytesMax));
  }
  if (key.find('\0') != std::string_view::npos || !is_utf8(key)) {
    return invalid_argument("the key of a compare-exchange value holds a NUL or is not UTF-8");
  }
  return {};
}

}  // namespace

Result<std::optional<CompareExchangeValue>> CompareExchangeTable::get(std::string_view key) const {
  const auto stored =
      TRY(pending_.overlay().get(table_key(Table::kCompareExchange, fold_case(key))));
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_compare_exchange(*stored)));
}

Result<CompareExchangeOutcome> CompareExchangeTable::put(std::string_view key, std::string value,
                                                         std::uint64_t expected_index) {
  TRY(check_key(key));
  const auto before = TRY(get(key));
  if ((before ? before->index : 0) != expected_index) {
    if (!before) return CompareExchangeOutcome{.index = TRY(counts()).last_index, .value = {}};
    return CompareExchangeOutcome{.index = before->index, .value = before->value};
  }
  auto& overlay = pending_.overlay();
  const auto folded = fold_case(key);
  const auto tombstone_key = table_key(Table::kCompareExchangeTombstones, folded);
  auto totals = TRY(counts());
  CompareExchangeValue after{
      .key = std::string(key), .index = ++totals.last_index, .value = std::move(value)};
  if (before) {
    after.key = before->key;
    overlay.erase(compare_exchange_index_key(before->index));
  } else {
    ++totals.values;
    if (const auto stored = TRY(overlay.get(tombstone_key))) {
      const auto tombstone = TRY(decode_compare_exchange_tombstone(*stored));
      overlay.erase(compare_exchange_index_key(tombstone.index));
      overlay.erase(tombstone_key);
      --totals.tombstones;
      after.key = tombstone.key;
    }
  }
  overlay.put(table_key(Table::kCompareExchange, folded), encode(after));
  overlay.put(compare_exchange_index_key(after.index), folded);
  put_counts(totals);
  return CompareExchangeOutcome{
      .successful = true, .index = after.index, .value = std::move(after.value)};
}

Result<CompareExchangeOutcome> CompareExchangeTable::remove(std::string_view key,
                                                            std::uint64_t expected_index) {
  TRY(check_key(key));
  auto before = TRY(get(key));
  auto totals = TRY(counts());
  if (!before)
    return CompareExchangeOutcome{.successful = true, .index = totals.last_index, .value = {}};
  if (before->index != expected_index) {
    return CompareExchangeOutcome{.index = before->index, .value = std::move(before->value)};
  }
  auto& overlay = pending_.overlay();
  const auto folded = fold_case(key);
  const CompareExchangeTombstone tombstone{
      .key = before->key, .index = ++totals.last_index, .deleted_at = pending_.now()};
  overlay.erase(table_key(Table::kCompareExchange, folded));
  overlay.erase(compare_exchange_index_key(before->index));
  overlay.put(table_key(Table::kCompareExchangeTombstones, folded), encode(tombstone));
  overlay.put(compare_exchange_index_key(tombstone.index), folded);
  --totals.values;
  ++totals.tombstones;
  put_counts(totals);
  return CompareExchangeOutcome{
      .successful = true, .index = tombstone.index, .value = std::move(before->value)};
}

Result<std::uint64_t> CompareExchangeTable::take_index() {
  auto totals = TRY(counts());
  ++totals.last_index;
  put_counts(totals);
  return totals.last_index;
}

Result<CompareExchangeCounts> CompareExchangeTable::counts() const {
  const auto stored = TRY(pending_.overlay().get(compare_exchange_counts_key()));
  return stored ? decode_compare_exchange_counts(*stored) : CompareExchangeCounts{};
}

void CompareExchangeTable::put_counts(const CompareExchangeCounts& counts) {
  pending_.overlay().put(compare_exchange_counts_key(), encode(counts));
}

}  // namespace penstock::documents
