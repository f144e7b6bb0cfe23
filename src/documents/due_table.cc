#include "documents/due_table.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"
#include "base/wire_time.h"
#include "documents/json_members.h"
#include "documents/keys.h"

namespace penstock::documents {

// Documents by the time at which they are due, layout 1:
//
//   expiration/by-time  := 0x88 time folded-id  -> nothing
//   refresh/by-time     := 0x89 time folded-id  -> nothing
//
//   time := u64, big-endian, microseconds since 1970; 0 for what lies before
//
// Golden bytes: tests/unit/golden/due_v1.hex.

namespace {

constexpr std::array kKinds = {DueKind::kExpiration, DueKind::kRefresh};
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kShownBytesMax = 100;

Table table_of(DueKind kind) {
  return kind == DueKind::kExpiration ? Table::kExpirationByTime : Table::kRefreshByTime;
}

std::string time_prefix(DueKind kind, WallTime time) {
  std::string key = table_key(table_of(kind), {});
  append_u64(
      key, static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.time_since_epoch().count())));
  return key;
}

std::string due_key(DueKind kind, WallTime time, std::string_view folded_id) {
  return time_prefix(kind, time).append(folded_id);
}

/// The member as it stands in the metadata; nothing if it is not there or null.
std::optional<std::string_view> find_member(DueKind kind, std::string_view metadata) {
  const auto name = metadata_member(kind);
  if (metadata.find(name) == std::string_view::npos) return std::nullopt;
  JsonMembers members(metadata);
  while (const auto member = members.next()) {
    if (member->name != name) continue;
    if (member->value == "null") return std::nullopt;
    return member->value;
  }
  return std::nullopt;
}

std::optional<WallTime> parse_member(std::string_view value) {
  if (value.size() < 2 || value.front() != '"') return std::nullopt;
  return parse_wire_time(value.substr(1, value.size() - 2));
}

}  // namespace

std::string_view metadata_member(DueKind kind) {
  return kind == DueKind::kExpiration ? "@expires" : "@refresh";
}

Result<void> DueTable::before_put(const DocumentRecord& document, const DocumentRecord* before,
                                  DerivedMetadata& /*derived*/) {
  for (const auto kind : kKinds) {
    if (before != nullptr) forget(kind, *before);
    const auto member = find_member(kind, document.metadata);
    if (!member) continue;
    const auto time = parse_member(*member);
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
  const auto member = find_member(kind, document.metadata);
  const auto time = member ? parse_member(*member) : std::nullopt;
  if (time) pending_.overlay().erase(due_key(kind, *time, fold_case(document.id)));
}

Result<std::vector<std::string>> DueTable::due(DueKind kind, std::size_t count_max) const {
  auto range = table_range(table_of(kind), {});
  range.end = time_prefix(kind, pending_.now() + std::chrono::microseconds{1});
  const auto entries = TRY(pending_.overlay().scan(range, count_max));
  std::vector<std::string> folded_ids;
  folded_ids.reserve(entries.size());
  for (const auto& entry : entries) {
    folded_ids.emplace_back(name_of_key(entry.key).substr(kTimeBytes));
  }
  return folded_ids;
}

}  // namespace penstock::documents
