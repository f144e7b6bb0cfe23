// Loads of single documents by id from 16 concurrent readers, each over a connection that stays
// open: through the whole HTTP stack, against a prepared statement on a table of PostgreSQL. Both
// over TCP on loopback, from the same lean client. Orders of 1 KB.
//
//   bench_load PENSTOCK_BINARY
#include <chrono>
#include <latch>
#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "support/bench_server.h"
#include "support/fail.h"
#include "support/http_wire.h"
#include "support/interleaved.h"
#include "support/orders.h"
#include "support/postgres_documents.h"
#include "support/postgres_server.h"

namespace penstock::bench {
namespace {

constexpr std::uint64_t kDocuments = 50'000;
constexpr std::uint64_t kDocumentsPerInsert = 1'000;
constexpr std::uint64_t kReaders = 16;
constexpr std::uint64_t kLoadsPerReader = 6'000;
constexpr int kPairs = 7;

/// Loads a document with GET /databases/bench/docs.
class HttpReader {
 public:
  explicit HttpReader(const std::string& url)
      : wire_(url), rest_(fmt::format(" HTTP/1.1\r\n{}\r\n", wire_.host_line())) {}

  void load(std::string_view id) {
    request_ = "GET /databases/bench/docs?id=";
    request_ += id;
    request_ += rest_;
    wire_.send(request_);
    wire_.read_answer();
  }

 private:
  HttpWire wire_;
  std::string rest_;
  std::string request_;
};

/// Every reader loads documents at random, the same ones in every run, from when all of them are
/// connected. Loads a second.
template <typename Reader>
double read(const std::string& address) {
  std::latch connected(kReaders + 1);
  std::vector<std::jthread> readers;
  for (std::uint64_t number = 0; number < kReaders; ++number) {
    readers.emplace_back([&, number] {
      Reader reader(address);
      std::mt19937_64 random(number);
      connected.arrive_and_wait();
      for (std::uint64_t i = 0; i < kLoadsPerReader; ++i) {
        reader.load(order_id(1 + random() % kDocuments));
      }
    });
  }
  connected.arrive_and_wait();
  const auto start = std::chrono::steady_clock::now();
  readers.clear();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(kReaders * kLoadsPerReader) / elapsed.count();
}

/// Fills a database of PostgreSQL and gives its URI.
std::string fill(testing::PostgresServer& postgres) {
  auto uri = postgres.uri(postgres.create_database());
  const auto connection = connect(uri);
  execute(connection.get(), kDocumentsTable);
  ReadyRows(kDocuments, kDocumentsPerInsert).insert(connection.get());
  execute(connection.get(), "vacuum analyze documents");
  return uri;
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock;         // NOLINT(google-build-using-namespace): this file's own names
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace)
  if (argc < 2) fail("usage: bench_load PENSTOCK_BINARY");
  const auto postgres = testing::PostgresServer::start();
  if (!postgres) fail(testing::PostgresServer::kMissing);
  const auto uri = fill(*postgres);
  BenchServer server(argv[1]);
  server.fill(kDocuments);
  server.restart();

  print("Loads by id, 16 readers", "PostgreSQL, a prepared statement", "loads/s",
        compare({"PostgreSQL", [&] { return read<PostgresReader>(uri); }},
                {{"Penstock, over HTTP", [&] { return read<HttpReader>(server.url()); }}}, kPairs));
  return 0;
}
