#include "documents/lost_history.h"

#include <random>

#include "documents/keys.h"
#include "documents/record_bytes.h"
#include "documents/records.h"

namespace penstock::documents {
namespace {

// An item of the database:
//   key   := "documents/lost-history"
//   value := version:u8 = 1 (kept-to:u64 skipped-to:u64)*     (big-endian)
// Golden bytes: lost_history_test.cc.
constexpr std::string_view kKey = "documents/lost-history";
constexpr std::uint8_t kVersion = 1;

// Nobody writes that often between a backup and its restore, and clients keep etags in doubles:
// there is room for a million restores below 2^53.
constexpr std::uint64_t kSkippedMin = std::uint64_t{1} << 32;

// Of two databases restored from one backup, each takes what the other writes for lost.
std::uint64_t skipped_now() {
  std::random_device random;
  return kSkippedMin + std::uniform_int_distribution<std::uint32_t>()(random);
}

Result<std::vector<LostHistory>> decode(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto version = reader.u8();
  std::vector<LostHistory> histories;
  while (reader.ok() && !reader.at_end()) {
    const Etag kept_to{reader.u64()};
    histories.push_back({kept_to, {reader.u64()}});
  }
  if (!reader.ok() || version != kVersion) return undecodable("list of restores");
  return histories;
}

std::string encode(const std::vector<LostHistory>& histories) {
  auto bytes = begin_record(kVersion, 1 + 16 * histories.size());
  for (const auto& history : histories) {
    append_u64(bytes, history.kept_to.value);
    append_u64(bytes, history.skipped_to.value);
  }
  return bytes;
}

}  // namespace

Result<std::vector<LostHistory>> read_lost_histories(const DatabaseSnapshot& snapshot) {
  const auto stored = TRY(snapshot.get_item(kKey));
  if (!stored) return std::vector<LostHistory>();
  return decode(*stored);
}

Result<LostHistory> lose_history(kv::Engine& engine) {
  const DatabaseSnapshot snapshot(TRY(engine.snapshot()));
  auto histories = TRY(read_lost_histories(snapshot));
  const auto last = TRY(snapshot.last_etag());
  const LostHistory lost{.kept_to = last, .skipped_to = {last.value + skipped_now()}};
  histories.push_back(lost);
  kv::WriteBatch batch;
  batch.put(table_key(Table::kItems, kKey), encode(histories));
  batch.put(last_etag_key(), encode_number(lost.skipped_to.value));
  TRY(engine.commit(batch, std::nullopt));
  return lost;
}

}  // namespace penstock::documents
