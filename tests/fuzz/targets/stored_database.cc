// A data folder that was damaged: a database with something in every table, of which the input
// changes entries. Whatever it holds, it is read to the end, checked and written to, or refused.
//   input  := change*
//   change := entry:u8 kind:u8 length:u8 bytes*length
//   kind   := 0 (the entry has these bytes as its value) | 1 (it is gone) | 2 (the bytes are
//             written over its value from the place that the first one says) | 3 (its value is
//             under a key of its table that ends with these bytes)
#include <array>

#include "base/bytes.h"
#include "documents/attachment_reader.h"
#include "documents/change_feed.h"
#include "documents/change_stream.h"
#include "documents/compare_exchange.h"
#include "documents/counter_reader.h"
#include "documents/revision_reader.h"
#include "documents/store_check.h"
#include "documents/time_series_reader.h"
#include "fuzz/checks.h"
#include "fuzz/fuzzed_database.h"
#include "fuzz/targets.h"
#include "support/assertions.h"
#include "support/something_of_everything.h"

namespace penstock::fuzzing {
namespace {

using documents::Database;
using testing::must;

constexpr std::array kStreams{documents::ChangeStream::kDocuments,
                              documents::ChangeStream::kTombstones,
                              documents::ChangeStream::kCounters,
                              documents::ChangeStream::kCounterTombstones,
                              documents::ChangeStream::kAttachmentTombstones,
                              documents::ChangeStream::kTimeSeriesSegments,
                              documents::ChangeStream::kTimeSeriesDeletedRanges};

const std::vector<kv::Entry>& whole_entries() {
  static const std::vector<kv::Entry> kEntries = [] {
    FuzzedDatabase database;
    testing::store_something_of_everything(*database);
    return must(database.snapshot().storage().scan({}, kv::Direction::kForward, {})).entries;
  }();
  return kEntries;
}

void damage(ByteReader& changes, kv::WriteBatch& batch) {
  const auto& entry = whole_entries()[changes.u8() % whole_entries().size()];
  const auto kind = changes.u8() % 4;
  const auto bytes = changes.take(changes.u8());
  switch (kind) {
    case 0: batch.put(entry.key, std::string(bytes)); return;
    case 1: batch.erase(entry.key); return;
    case 2: {
      if (bytes.empty() || entry.value.empty()) return;
      auto value = entry.value;
      const auto at = static_cast<unsigned char>(bytes.front()) % value.size();
      value.replace(at, std::min(bytes.size() - 1, value.size() - at), bytes.substr(1));
      batch.put(entry.key, std::move(value));
      return;
    }
    default: batch.put(entry.key.substr(0, 1) + std::string(bytes), entry.value);
  }
}

std::unique_ptr<kv::Engine> damaged_store(kv::memory::MemoryProvider& provider,
                                          std::string_view input) {
  auto engine = must(provider.open("test", /*create=*/true));
  kv::WriteBatch batch;
  for (const auto& entry : whole_entries()) batch.put(entry.key, entry.value);
  ByteReader changes(input);
  while (!changes.at_end() && changes.ok()) damage(changes, batch);
  must(engine->commit(batch, std::nullopt));
  return engine;
}

void check_store(const kv::Engine& engine) {
  const auto snapshot = must(engine.snapshot());
  std::uint64_t told = 0;
  const auto checked = documents::check_store(*snapshot, [&](const documents::Damage& damage) {
    ++told;
    CHECK(is_utf8(damage.where) && is_utf8(damage.what));
  });
  CHECK(checked.has_value());
  CHECK(checked->damages == told);
}

void read_items(const kv::Snapshot& storage, std::string_view id) {
  const documents::CounterReader counters(storage);
  check_refusal_of(counters.all(id));
  const documents::TimeSeriesReader series(storage);
  check_refusal_of(series.all_statistics(id));
  check_refusal_of(
      series.read(id, "Pulse", {}, {}, [](const auto&) -> Result<void> { return {}; }));
  const documents::AttachmentReader attachments(storage);
  const auto attached = attachments.list(id);
  check_refusal_of(attached);
  const auto content = attachments.find("orders/1", "photo");
  check_refusal_of(content);
  const documents::RevisionReader revisions(storage);
  check_refusal_of(revisions.page(id, {}, {}));
  check_refusal_of(revisions.count(id));
}

void read_all(const documents::DatabaseSnapshot& snapshot) {
  check_refusal_of(snapshot.by_prefix("", "", {}));
  check_refusal_of(snapshot.by_collection("Users", {}, {}));
  check_refusal_of(snapshot.by_collection("", {}, {}));
  check_refusal_of(snapshot.tombstones("users/2"));
  for (const auto* id : {"users/1", "users/9", "orders/1"}) {
    check_refusal_of(snapshot.get(id));
    read_items(snapshot.storage(), id);
  }
  check_refusal_of(documents::RevisionReader(snapshot.storage()).bin({}, {}));
  const documents::CompareExchangeReader values(snapshot.storage());
  check_refusal_of(values.read({}));
  check_refusal_of(values.counts());
  check_refusal_of(documents::ChangeFeed(snapshot.storage(), {}, kStreams).read({}, {}));
}

void write_some(Database& database) {
  check_refusal_of(database.write_and_wait([](documents::WriteContext& context) -> Result<void> {
    const auto content =
        must(documents::DocumentContent::parse(R"({"n":2,"@metadata":{"@collection":"Users"}})"));
    TRY(context.put("users/1", content, {}));
    TRY(context.put("users|", content, {}));
    TRY(context.remove("orders/1", {}));
    return {};
  }));
  check_refusal_of(database.write_and_wait([](documents::WriteContext& context) -> Result<void> {
    TRY(context.remove("users/9", {}));
    return {};
  }));
}

}  // namespace

void fuzz_stored_database(std::string_view input) {
  ManualClock clock;
  kv::memory::MemoryProvider provider;
  auto engine = damaged_store(provider, input);
  check_store(*engine);
  const auto database = Database::open(
      std::move(engine),
      {.name = "test", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"}, clock,
      Database::Writer::kCaller);
  check_refusal_of(database);
  if (!database) return;
  check_refusal_of((*database)->statistics());
  read_all(must((*database)->snapshot()));
  write_some(**database);
}

}  // namespace penstock::fuzzing
