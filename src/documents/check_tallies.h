#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

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

  std::map<std::string, Collection, std::less<>> collections;          ///< By folded name.
  std::map<std::pair<CountedItem, std::string>, std::uint64_t> items;  ///< By folded name.
};

}  // namespace penstock::documents
