#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/compare_exchange.h"

// What is stored of compare-exchange values; the source has it as a grammar. Every decode function
// fails with kCorruption if the bytes are not what its encode function wrote.
namespace penstock::documents {

std::string encode(const CompareExchangeValue& value);
Result<CompareExchangeValue> decode_compare_exchange(std::string_view bytes);

/// What a deleted value leaves until its key is written again.
struct CompareExchangeTombstone {
  std::string key;          ///< As first written.
  std::uint64_t index = 0;  ///< Of the deletion.
  WallTime deleted_at;
};

std::string encode(const CompareExchangeTombstone& tombstone);
Result<CompareExchangeTombstone> decode_compare_exchange_tombstone(std::string_view bytes);

std::string encode(const CompareExchangeCounts& counts);
Result<CompareExchangeCounts> decode_compare_exchange_counts(std::string_view bytes);

/// Of the index of changes.
std::string compare_exchange_index_key(std::uint64_t index);
std::string compare_exchange_counts_key();

}  // namespace penstock::documents
