// Backfill of a SQL task into PostgreSQL, with its script in worker processes, against plain COPY
// of the same rows as ready text, and against a delete and an insert per row in round trips. Orders
// of 1 KB with 3 lines, in transactions of 8,192 documents; both tables have a primary key and an
// index on the document id.
//
//   bench_backfill SCRIPT_WORKER_COMMAND...      (penstock script-worker)
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "backfill/baselines.h"
#include "base/clock.h"
#include "documents/database.h"
#include "etl/error_store.h"
#include "etl/process.h"
#include "etl/process_runner.h"
#include "etl/sql/sql_destination.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "script/discovery.h"
#include "script/script_host.h"
#include "support/fail.h"
#include "support/interleaved.h"
#include "support/orders.h"
#include "support/postgres_connection.h"
#include "support/postgres_server.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

constexpr std::uint64_t kBatchDocuments = 8192;
constexpr std::uint64_t kDocuments = 12 * kBatchDocuments;
constexpr std::uint64_t kRoundTripDocuments = kBatchDocuments;
constexpr std::uint64_t kDocumentsPerWrite = 512;
constexpr int kPairs = 5;

using SteadyClock = std::chrono::steady_clock;

/// A source database full of orders, and how to run a task over it.
class Source {
 public:
  Source(std::vector<std::string> worker_command, int workers)
      : provider_(must(kv::rocksdb::RocksdbProvider::open({.folder = folder_.path() + "/data"}))),
        database_(must(documents::Database::open(
            must(provider_->open("bench", true)),
            {.name = "bench", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"},
            clock_))),
        scripts_(must(script::ScriptHost::open(
            {.worker_command = std::move(worker_command), .workers = workers, .limits = {}},
            clock_))) {
    for (std::uint64_t first = 1; first <= kDocuments; first += kDocumentsPerWrite) fill(first);
  }

  /// Runs the task from the beginning until all is delivered. Documents a second.
  double backfill(const etl::sql::SqlConfiguration& configuration) {
    const etl::ProcessIdentity identity{.key = {.source_database_id = database_->identity().id,
                                                .task = "bench",
                                                .script = "orders"},
                                        .task_id = 1,
                                        .transformation = next_generation()};
    etl::ErrorStore store(*database_, clock_);
    etl::ProcessErrors errors(store, identity.key);
    const auto destination = must(etl::sql::SqlDestination::make(
        configuration, script::discover_targets(kOrdersScript), errors, clock_));
    etl::EtlProcess process(identity, {*database_, *scripts_, *destination, errors, clock_}, {});

    const auto start = SteadyClock::now();
    etl::ProcessRunner runner(process, *database_, clock_);
    while (process.statistics().checkpoint.value_or(etl::Etag{}).value < kDocuments) {
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    const auto end = SteadyClock::now();
    runner.stop();
    return static_cast<double>(kDocuments) / std::chrono::duration<double>(end - start).count();
  }

 private:
  void fill(std::uint64_t first) {
    must(database_->write_and_wait([first](documents::WriteContext& context) -> Result<void> {
      for (auto number = first; number < first + kDocumentsPerWrite; ++number) {
        const auto content = TRY(documents::DocumentContent::parse(order_json(number)));
        TRY(context.put(order_id(number), content, {}));
      }
      return {};
    }));
  }

  /// Another generation knows nothing of the rows that are there.
  etl::Transformation next_generation() {
    etl::Transformation transformation;
    transformation.name = "orders";
    transformation.collections = {"Orders"};
    transformation.script = kOrdersScript;
    transformation.generation = ++generation_;
    return transformation;
  }

  SystemClock clock_;
  testing::TemporaryDirectory folder_;
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider_;
  std::unique_ptr<documents::Database> database_;
  std::unique_ptr<script::ScriptHost> scripts_;
  std::uint64_t generation_ = 0;
};

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock;         // NOLINT(google-build-using-namespace): this file's own names
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace)
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_backfill SCRIPT_WORKER_COMMAND...\n");
    return 2;
  }
  const auto server = testing::PostgresServer::start();
  if (!server) {
    fmt::print(stderr, "{}\n", testing::PostgresServer::kMissing);
    return 1;
  }
  const auto name = server->create_database();
  const auto connection = connect(server->uri(name));
  execute(connection.get(), kOrdersTables);
  const auto empty_tables = [&connection] {
    execute(connection.get(), R"(truncate "Orders", "OrderLines")");
    execute(connection.get(), "checkpoint");
  };

  Source source({argv + 1, argv + argc}, 2);
  const auto ready = ready_text(kDocuments, kBatchDocuments);
  etl::sql::SqlConfiguration configuration;
  configuration.factory_name = "Npgsql";
  configuration.connection_string = server->npgsql_string(name);
  configuration.tables = {{.name = "Orders", .document_id_column = "Id"},
                          {.name = "OrderLines", .document_id_column = "OrderId"}};

  const Contender copy{"plain COPY", [&] {
                         empty_tables();
                         return copy_ready_text(connection.get(), ready);
                       }};
  const Contender task{"Penstock SQL task", [&] {
                         empty_tables();
                         return source.backfill(configuration);
                       }};
  const Contender round_trips{"delete and insert per row, round trips", [&] {
                                empty_tables();
                                return round_trip_per_row(connection.get(), kRoundTripDocuments,
                                                          kBatchDocuments);
                              }};
  print("Backfill into PostgreSQL", "plain COPY of ready text", "documents/s",
        compare(copy, {task}, kPairs));
  print("Backfill into PostgreSQL", "a delete and a prepared insert per row, each a round trip",
        "documents/s", compare(round_trips, {task}, kPairs));
  return 0;
}
