#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "documents/compare_exchange.h"
#include "documents/item_counts.h"

namespace penstock::documents {

/// What a check has counted itself, to compare with what is stored as counted. A value; confined
/// to one thread.
struct CheckTallies {
  struct Collection {
    std::uint64_t documents = 0;
    std::uint64_t tombstones = 0;
    std::uint64_t document_bytes = 0;

    bool operator==(const Collection&) const = default;
  };

  /// What the record of a content says.
  struct Content {
    std::string id;
    std::uint64_t references = 0;
  };

  std::map<std::string, Collection, std::less<>> collections;          ///< By folded name.
  std::map<std::pair<CountedItem, std::string>, std::uint64_t> items;  ///< By folded name.

  CompareExchangeCounts compare_exchange;

  std::map<std::string, Content> contents;          ///< By hash.
  std::map<std::string, std::uint64_t> references;  ///< To contents, by hash.
  std::set<std::string> chunk_owners;               ///< Ids of contents that have chunks.
  std::set<std::string> loose_contents;             ///< Ids of those that are staged or freed.
};

}  // namespace penstock::documents
