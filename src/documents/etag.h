#pragma once

#include <compare>
#include <cstdint>

namespace penstock::documents {

/// Position of a change in one database: 1 for the first change, then +1 each. 0 is before all.
struct Etag {
  std::uint64_t value = 0;

  auto operator<=>(const Etag&) const = default;
  Etag next() const { return {value + 1}; }
};

}  // namespace penstock::documents
