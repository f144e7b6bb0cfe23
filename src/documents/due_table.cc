#include "documents/due_table.h"

#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::documents {
namespace {

constexpr std::array kKinds = {DueKind::kExpiration, DueKind::kRefresh};
constexpr std::size_t kShownBytesMax = 100;

}  // namespace

Result<void> DueTable::before_put(const DocumentRecord& document, const DocumentRecord* before,
                                  DerivedMetadata& /*derived*/) {
  for (const auto kind : kKinds) {
    if (before != nullptr) forget(kind, *before);
    const auto member = find_due_member(kind, document.metadata);
    if (!member) continue;
    const auto time = parse_due_member(*member);
    if (!time) {
      return invalid_argument(
          fmt::format("'{}' of document {} is not a date like 2024-01-31T10:00:00.0000000Z: {}",
                      metadata_member(kind), document.id, excerpt(*member, kShownBytesMax)));
    }
    pending_.overlay().put(due_key(kind, *time, fold_case(document.id)), {});
  }
  return {};
}

Result<void> DueTable::before_remove(const DocumentRecord& document) {
  for (const auto kind : kKinds) forget(kind, document);
  return {};
}

void DueTable::forget(DueKind kind, const DocumentRecord& document) {
  const auto time = due_time(kind, document.metadata);
  if (time) pending_.overlay().erase(due_key(kind, *time, fold_case(document.id)));
}

Result<std::vector<std::string>> DueTable::due(DueKind kind, std::size_t count_max) const {
  const auto entries = TRY(pending_.overlay().scan(due_at(kind, pending_.now()), count_max));
  std::vector<std::string> folded_ids;
  folded_ids.reserve(entries.size());
  for (const auto& entry : entries) folded_ids.emplace_back(folded_id_of_due_key(entry.key));
  return folded_ids;
}

}  // namespace penstock::documents
