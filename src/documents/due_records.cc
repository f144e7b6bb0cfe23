#include "documents/due_records.h"

#include <algorithm>
#include <chrono>

#include "base/bytes.h"
#include "base/wire_time.h"
#include "documents/json_members.h"

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

constexpr std::size_t kTimeBytes = 8;

std::string time_prefix(DueKind kind, WallTime time) {
  std::string key = table_key(due_table(kind), {});
  const auto microseconds = std::max<std::int64_t>(0, time.time_since_epoch().count());
  append_u64(key, static_cast<std::uint64_t>(microseconds));
  return key;
}

}  // namespace

std::string_view metadata_member(DueKind kind) {
  return kind == DueKind::kExpiration ? "@expires" : "@refresh";
}

std::optional<std::string_view> find_due_member(DueKind kind, std::string_view metadata) {
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

std::optional<WallTime> parse_due_member(std::string_view member) {
  if (member.size() < 2 || member.front() != '"') return std::nullopt;
  return parse_wire_time(member.substr(1, member.size() - 2));
}

std::optional<WallTime> due_time(DueKind kind, std::string_view metadata) {
  const auto member = find_due_member(kind, metadata);
  return member ? parse_due_member(*member) : std::nullopt;
}

Table due_table(DueKind kind) {
  return kind == DueKind::kExpiration ? Table::kExpirationByTime : Table::kRefreshByTime;
}

std::string due_key(DueKind kind, WallTime time, std::string_view folded_id) {
  return time_prefix(kind, time).append(folded_id);
}

kv::Range due_at(DueKind kind, WallTime time) {
  return {.begin = table_range(due_table(kind), {}).begin,
          .end = time_prefix(kind, time + std::chrono::microseconds{1})};
}

std::string_view folded_id_of_due_key(std::string_view key) {
  const auto name = name_of_key(key);
  return name.size() > kTimeBytes ? name.substr(kTimeBytes) : std::string_view();
}

}  // namespace penstock::documents
