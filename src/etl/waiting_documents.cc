#include "etl/waiting_documents.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "etl/process_item.h"

// Items of the database, the first for each document that waits, the second while it is to be
// tried:
//   wait  key   := "etl/waits/" task:text script:text document-id   (all folded)
//         value := version:u8 = 1, etag:u64, tries:u8, due:u64 (0: no more)
//   due   key   := "etl/due/" task:text script:text due:u64 document-id   (names and id folded)
//         value := version:u8 = 1, document-id:text
// text := length:u32 bytes; numbers are big-endian; due is in microseconds since 1970.
namespace penstock::etl {
namespace {

using documents::WriteContext;

constexpr std::string_view kWaitTable = "etl/waits/";
constexpr std::string_view kDueTable = "etl/due/";
constexpr char kVersion = 1;

std::string wait_key(const ProcessKey& process, std::string_view document_id) {
  return waits_prefix(process) + fold_case(document_id);
}

std::string due_key(const ProcessKey& process, WallTime due, std::string_view document_id) {
  auto key = due_prefix(process);
  append_u64(key, static_cast<std::uint64_t>(due.time_since_epoch().count()));
  return key + fold_case(document_id);
}

WallTime time_of(std::uint64_t microseconds) {
  return WallTime{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
}

std::string encode(const Wait& wait) {
  std::string value(1, kVersion);
  append_u64(value, wait.etag.value);
  value.push_back(static_cast<char>(wait.tries));
  const auto due = wait.next ? wait.next->time_since_epoch().count() : 0;
  append_u64(value, static_cast<std::uint64_t>(due));
  return value;
}

Result<std::optional<Wait>> decode(const std::optional<std::string>& value) {
  if (!value) return std::optional<Wait>();
  ByteReader reader(*value);
  const auto version = reader.u8();
  Wait wait;
  wait.etag.value = reader.u64();
  wait.tries = reader.u8();
  if (const auto due = reader.u64(); due != 0) wait.next = time_of(due);
  if (!reader.ok() || version != kVersion) {
    return corruption("the wait of an ETL document does not decode");
  }
  return std::optional(wait);
}

void put(WriteContext& context, const ProcessKey& process, std::string_view document_id,
         const Wait& wait) {
  context.put_item(wait_key(process, document_id), encode(wait));
  if (!wait.next) return;
  std::string value(1, kVersion);
  append_text(value, document_id);
  context.put_item(due_key(process, *wait.next, document_id), std::move(value));
}

/// As it was.
Result<std::optional<Wait>> take(WriteContext& context, const ProcessKey& process,
                                 std::string_view document_id) {
  const auto key = wait_key(process, document_id);
  const auto wait = TRY(decode(TRY(context.get_item(key))));
  if (!wait) return wait;
  context.erase_item(key);
  if (wait->next) context.erase_item(due_key(process, *wait->next, document_id));
  return wait;
}

std::chrono::seconds delay_after(std::uint8_t tries) {
  std::chrono::seconds delay = kTryDelayFirst;
  for (std::uint8_t i = 0; i < tries && delay < kTryDelayMax; ++i) delay *= 4;
  return std::min<std::chrono::seconds>(delay, kTryDelayMax);
}

}  // namespace

std::string waits_prefix(const ProcessKey& process) {
  return process_item_key(kWaitTable, process);
}
std::string due_prefix(const ProcessKey& process) { return process_item_key(kDueTable, process); }

Result<void> begin_wait(WriteContext& context, const ProcessKey& process,
                        const DocumentError& error, WallTime now) {
  auto wait = TRY(take(context, process, error.document_id));
  if (!wait || wait->etag != error.etag) wait = Wait{error.etag, 0, now + delay_after(0)};
  put(context, process, error.document_id, *wait);
  return {};
}

Result<void> end_wait(WriteContext& context, const ProcessKey& process,
                      std::string_view document_id) {
  TRY(take(context, process, document_id));
  return {};
}

Result<void> count_try(WriteContext& context, const ProcessKey& process,
                       std::string_view document_id, WallTime now) {
  auto wait = TRY(take(context, process, document_id));
  if (!wait) return {};
  if (wait->next && *wait->next <= now) {
    ++wait->tries;
    wait->next.reset();
    if (wait->tries < kTriesMax) wait->next = now + delay_after(wait->tries);
  }
  put(context, process, document_id, *wait);
  return {};
}

Result<std::optional<Wait>> find_wait(const documents::DatabaseSnapshot& snapshot,
                                      const ProcessKey& process, std::string_view document_id) {
  return decode(TRY(snapshot.get_item(wait_key(process, document_id))));
}

Result<std::vector<std::string>> due_documents(const documents::DatabaseSnapshot& snapshot,
                                               const ProcessKey& process, WallTime now,
                                               std::size_t count_max) {
  const auto prefix = due_prefix(process);
  std::vector<std::string> ids;
  for (const auto& [key, value] : TRY(snapshot.items(prefix, count_max))) {
    if (time_of(ByteReader(std::string_view(key).substr(prefix.size())).u64()) > now) break;
    ByteReader reader(value);
    const auto version = reader.u8();
    ids.emplace_back(reader.text());
    if (!reader.ok() || version != kVersion) {
      return corruption("an ETL document that is due does not decode");
    }
  }
  return ids;
}

Result<std::optional<WallTime>> next_due(const documents::DatabaseSnapshot& snapshot,
                                         const ProcessKey& process) {
  const auto prefix = due_prefix(process);
  const auto first = TRY(snapshot.items(prefix, 1));
  if (first.empty()) return std::optional<WallTime>();
  const auto due = ByteReader(std::string_view(first[0].first).substr(prefix.size())).u64();
  return std::optional(time_of(due));
}

}  // namespace penstock::etl
