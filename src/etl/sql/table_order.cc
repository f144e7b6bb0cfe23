#include "etl/sql/table_order.h"

#include <algorithm>

namespace penstock::etl::sql {

TableOrder order_tables(std::size_t count, const std::vector<Reference>& references) {
  std::vector<bool> placed(count, false);
  const auto ready = [&](std::size_t table) {
    return std::all_of(references.begin(), references.end(), [&](const Reference& reference) {
      return reference.child != table || reference.parent == table || placed[reference.parent];
    });
  };
  TableOrder order;
  for (bool progress = true; progress;) {
    progress = false;
    for (std::size_t table = 0; table < count && !progress; ++table) {
      if (placed[table] || !ready(table)) continue;
      placed[table] = progress = true;
      order.parents_first.push_back(table);
    }
  }
  for (std::size_t table = 0; table < count; ++table) {
    if (!placed[table]) order.in_circles.push_back(table);
  }
  order.parents_first.insert(order.parents_first.end(), order.in_circles.begin(),
                             order.in_circles.end());
  return order;
}

}  // namespace penstock::etl::sql
