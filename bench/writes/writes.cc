// Durable document writes from 64 concurrent writers, in process and over HTTP, against one thread
// that writes RocksDB batches of 64 documents with the same keys, each batch on disk before the
// next. Orders of 1 KB.
//
//   bench_writes [PENSTOCK BINARY]     without a binary, in process only
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "base/clock.h"
#include "documents/database.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/fail.h"
#include "support/http_writers.h"
#include "support/interleaved.h"
#include "support/orders.h"
#include "support/raw_documents.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

constexpr std::uint64_t kDocuments = 40'000;
constexpr std::uint64_t kHttpDocuments = 10'000;
constexpr std::uint64_t kBatchDocuments = 64;
constexpr int kWriters = 64;
constexpr int kPairs = 5;

using SteadyClock = std::chrono::steady_clock;

double rate(std::uint64_t documents, SteadyClock::time_point start) {
  return static_cast<double>(documents) /
         std::chrono::duration<double>(SteadyClock::now() - start).count();
}

void must_be_ok(const ::rocksdb::Status& status) {
  if (!status.ok()) fail(status.ToString());
}

double raw_rocksdb(const std::vector<RawDocument>& documents) {
  const testing::TemporaryDirectory folder;
  ::rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = ::rocksdb::kLZ4Compression;
  ::rocksdb::DB* opened = nullptr;
  must_be_ok(::rocksdb::DB::Open(options, folder.path() + "/raw", &opened));
  const std::unique_ptr<::rocksdb::DB> database(opened);
  ::rocksdb::WriteOptions durable;
  durable.sync = true;

  const auto start = SteadyClock::now();
  ::rocksdb::WriteBatch batch;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto& document = documents[i];
    must_be_ok(batch.Put(document.id_key, document.record));
    must_be_ok(batch.Put(document.etag_key, document.folded_id));
    must_be_ok(batch.Put(document.collection_key, document.folded_id));
    if ((i + 1) % kBatchDocuments == 0) {
      must_be_ok(database->Write(durable, &batch));
      batch.Clear();
    }
  }
  return rate(documents.size(), start);
}

/// Each writer parses and writes one document at a time and waits until it is on disk.
double concurrent_writers() {
  const testing::TemporaryDirectory folder;
  SystemClock clock;
  const auto provider =
      must(kv::rocksdb::RocksdbProvider::open({.folder = folder.path() + "/data"}));
  const auto database = must(documents::Database::open(
      must(provider->open("bench", true)),
      {.name = "bench", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"}, clock));
  std::vector<std::string> orders;
  for (std::uint64_t number = 1; number <= kDocuments; ++number)
    orders.push_back(order_json(number));

  const auto start = SteadyClock::now();
  std::atomic<std::uint64_t> next = 0;
  {
    std::vector<std::jthread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&] {
        for (auto number = next++; number < kDocuments; number = next++) {
          const auto content = must(documents::DocumentContent::parse(orders[number]));
          must(database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
            TRY(context.put(order_id(number + 1), content, {}));
            return {};
          }));
        }
      });
    }
  }
  return rate(kDocuments, start);
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace): this file's own names
  const auto raw = raw_documents(kDocuments);
  std::vector<Contender> contenders = {
      {"64 writers in process", [] { return concurrent_writers(); }}};
  if (argc > 1) {
    const std::string binary = argv[1];
    contenders.push_back({"64 writers over HTTP, a connection each",
                          [binary] { return http_writers(binary, kWriters, kHttpDocuments); }});
  }
  print("Durable document writes", "one thread, RocksDB batches of 64 documents, fsync each",
        "documents/s", compare({"raw", [&raw] { return raw_rocksdb(raw); }}, contenders, kPairs));
  return 0;
}
