// Bulk insert over HTTP: against a bare loop that looks up and writes the same keys in RocksDB, and
// against rows of many a statement into a table of PostgreSQL. All of them durable, 1,000 documents
// a batch, each on disk before it counts. Orders of 1 KB.
//
//   bench_bulk_insert PENSTOCK_BINARY
#include <chrono>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "bulk_insert/raw_rocksdb.h"
#include "support/bench_server.h"
#include "support/fail.h"
#include "support/http_wire.h"
#include "support/interleaved.h"
#include "support/orders.h"
#include "support/postgres_documents.h"
#include "support/postgres_server.h"

namespace penstock::bench {
namespace {

constexpr std::uint64_t kDocuments = 100'000;
constexpr std::uint64_t kBatchDocuments = 1'000;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr int kPairs = 5;

using SteadyClock = std::chrono::steady_clock;

double rate(SteadyClock::time_point start) {
  return static_cast<double>(kDocuments) /
         std::chrono::duration<double>(SteadyClock::now() - start).count();
}

std::string chunk(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

/// The body of a bulk insert in chunks of some size, as clients send it.
std::vector<std::string> ready_body() {
  std::vector<std::string> chunks;
  std::string piece = "[";
  for (std::uint64_t number = 1; number <= kDocuments; ++number) {
    piece += fmt::format(R"({}{{"Id":"{}","Type":"PUT","Document":{}}})", number == 1 ? "" : ",",
                         order_id(number), order_json(number));
    if (piece.size() < kPieceBytes) continue;
    chunks.push_back(chunk(piece));
    piece.clear();
  }
  chunks.push_back(chunk(piece + "]") + "0\r\n\r\n");
  return chunks;
}

std::int64_t next_operation(const BenchServer& server) {
  const auto answer = server.call("GET", "/databases/bench/operations/next-operation-id");
  return boost::json::parse(answer).at("Id").as_int64();
}

double bulk_insert(const std::string& binary, const std::vector<std::string>& body) {
  const BenchServer server(binary);
  HttpWire wire(server.url());
  const auto header = fmt::format(
      "POST /databases/bench/bulk_insert?id={} HTTP/1.1\r\n{}Content-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n",
      next_operation(server), wire.host_line());

  const auto start = SteadyClock::now();
  wire.send(header);
  for (const auto& piece : body) wire.send(piece);
  wire.read_answer();
  return rate(start);
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

  const auto body = ready_body();
  const auto raw = raw_documents(kDocuments);
  const ReadyRows rows(kDocuments, kBatchDocuments);
  const Contender over_http{"Penstock, over HTTP", [&] { return bulk_insert(argv[1], body); }};
  print("Bulk insert", "bare loop, look-up and RocksDB batches of 1,000 documents, fsync each",
        "documents/s",
        compare({"raw", [&] { return raw_rocksdb(raw, kBatchDocuments); }}, {over_http}, kPairs));
  print(
      "Bulk insert", "PostgreSQL, statements of 1,000 rows, fsync each", "documents/s",
      compare({"rows", [&] { return insert_rows(connection.get(), rows); }}, {over_http}, kPairs));
  return 0;
}
