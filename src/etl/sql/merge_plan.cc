#include "etl/sql/merge_plan.h"

namespace penstock::etl::sql {

MergePlan::MergePlan(const EncodedBatch& encoded) {
  for (const auto& set : encoded.row_sets) {
    if (!set.table->upsert) continue;
    auto& set_of = sets_[set.table];
    for (const auto& row : set.rows) {
      const auto [known, is_new] = set_of.emplace(row.document, &set);
      if (!is_new && known->second != &set) known->second = nullptr;
    }
  }
}

bool MergePlan::merges(const Table& table, std::uint32_t document) const {
  const auto sets = sets_.find(&table);
  if (sets == sets_.end()) return false;
  const auto found = sets->second.find(document);
  return found != sets->second.end() && found->second != nullptr;
}

}  // namespace penstock::etl::sql
