// Bulk insert over HTTP: against a bare loop that looks up and writes the same keys in RocksDB, and
// against rows of many a statement into a table of PostgreSQL. All of them durable, 1,000 documents
// a batch, each on disk before it counts. Orders of 1 KB.
//
//   bench_bulk_insert PENSTOCK_BINARY
#include "support/bulk_insert.h"

#include <chrono>
#include <vector>

#include "bulk_insert/raw_rocksdb.h"
#include "support/bench_server.h"
#include "support/fail.h"
#include "support/interleaved.h"
#include "support/postgres_documents.h"
#include "support/postgres_server.h"

namespace penstock::bench {
namespace {

constexpr std::uint64_t kDocuments = 100'000;
constexpr std::uint64_t kBatchDocuments = 1'000;
constexpr int kPairs = 5;

using SteadyClock = std::chrono::steady_clock;

double rate(SteadyClock::time_point start) {
  return static_cast<double>(kDocuments) /
         std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double insert_in_bulk(const std::string& binary, const std::vector<std::string>& body) {
  const BenchServer server(binary);
  return static_cast<double>(kDocuments) / bulk_insert(server, "bench", body);
}

double insert_rows(PGconn* connection, const ReadyRows& rows) {
  execute(connection, "truncate documents");
  execute(connection, "checkpoint");
  const auto start = SteadyClock::now();
  rows.insert(connection);
  return rate(start);
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock;         // NOLINT(google-build-using-namespace): this file's own names
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace)
  if (argc < 2) fail("usage: bench_bulk_insert PENSTOCK_BINARY");
  const auto postgres = testing::PostgresServer::start(testing::PostgresServer::Commits::kDurable);
  if (!postgres) fail(testing::PostgresServer::kMissing);
  const auto connection = connect(postgres->uri(postgres->create_database()));
  execute(connection.get(), kDocumentsTable);

  const auto body = ready_bulk_insert(kDocuments);
  const auto raw = raw_documents(kDocuments);
  const ReadyRows rows(kDocuments, kBatchDocuments);
  const Contender over_http{"Penstock, over HTTP", [&] { return insert_in_bulk(argv[1], body); }};
  print("Bulk insert", "bare loop, look-up and RocksDB batches of 1,000 documents, fsync each",
        "documents/s",
        compare({"raw", [&] { return raw_rocksdb(raw, kBatchDocuments); }}, {over_http}, kPairs));
  print(
      "Bulk insert", "PostgreSQL, statements of 1,000 rows, fsync each", "documents/s",
      compare({"rows", [&] { return insert_rows(connection.get(), rows); }}, {over_http}, kPairs));
  return 0;
}
