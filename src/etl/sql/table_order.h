#pragma once

#include <cstddef>
#include <vector>

namespace penstock::etl::sql {

/// `child` has a foreign key to `parent`; both are indices into a list of tables.
struct Reference {
  std::size_t child = 0;
  std::size_t parent = 0;
};

struct TableOrder {
  std::vector<std::size_t> parents_first;  ///< Every table once; ties keep the given order.
  std::vector<std::size_t> in_circles;     ///< Those that have no place because of a circle.
};

/// Orders `count` tables. A table that refers to itself is no circle: its rows arrive in one
/// statement. The tables of circles are in both lists, last in the first.
TableOrder order_tables(std::size_t count, const std::vector<Reference>& references);

}  // namespace penstock::etl::sql
