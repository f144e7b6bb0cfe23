// SQL tasks, with their script in worker processes, beside the same rows written by hand. Orders of
// 1 KB with 3 lines, in transactions of 8,192 documents; both tables have a primary key and an
// index on the document id.
//
//   bench_sql backfill|rewrite|culprits|distance|mariadb|sqlite|bound SCRIPT_WORKER_COMMAND...
//                                                                (penstock script-worker)
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sql/mariadb_paths.h"
#include "sql/postgres_paths.h"
#include "sql/source.h"
#include "sql/sqlite_paths.h"
#include "sql/transform_ahead.h"
#include "support/distant_port.h"
#include "support/fail.h"
#include "support/interleaved.h"
#include "support/mariadb_server.h"
#include "support/orders.h"
#include "support/postgres_connection.h"
#include "support/postgres_server.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

constexpr std::size_t kBatchDocuments = 8192;
constexpr std::size_t kSmallBatchDocuments = 200;
constexpr std::uint64_t kDocuments = 12 * kBatchDocuments;
constexpr int kPairs = 5;

using WorkerCommand = std::vector<std::string>;
using OrderBatches = std::vector<std::vector<OrderRows>>;

etl::sql::SqlConfiguration configuration_for(const char* factory, std::string connection) {
  etl::sql::SqlConfiguration configuration;
  configuration.factory_name = factory;
  configuration.connection_string = std::move(connection);
  configuration.tables = {{.name = "Orders", .document_id_column = "Id"},
                          {.name = "OrderLines", .document_id_column = "OrderId"}};
  return configuration;
}

/// A real PostgreSQL with the tables, and a task that fills them.
class Postgres {
 public:
  Postgres() : server_(testing::PostgresServer::start()), database_(must_run().create_database()) {
    connection_ = connect(server_->uri(database_));
    execute(get(), kOrdersTables);
  }

  PGconn* get() const { return connection_.get(); }
  void empty_tables() const {
    execute(get(), R"(truncate "Orders", "OrderLines")");
    execute(get(), "checkpoint");
  }
  int port() const { return server_->port(); }
  etl::sql::SqlConfiguration task() const {
    return configuration_for("Npgsql", server_->npgsql_string(database_));
  }
  /// The same, through another port.
  etl::sql::SqlConfiguration task_through(int port) const {
    auto configuration = task();
    auto& text = configuration.connection_string;
    const auto own = fmt::format("Port={}", server_->port());
    text.replace(text.find(own), own.size(), fmt::format("Port={}", port));
    return configuration;
  }

 private:
  testing::PostgresServer& must_run() const {
    if (!server_) fail(testing::PostgresServer::kMissing);
    return *server_;
  }

  std::unique_ptr<testing::PostgresServer> server_;
  std::string database_;
  Connection connection_;
};

void backfill(const WorkerCommand& worker) {
  const Postgres postgres;
  Source source(worker, kDocuments);
  const auto ready = ready_text(order_batches(kDocuments, kBatchDocuments));
  const auto few = order_batches(kBatchDocuments, kBatchDocuments);
  const Contender copy{"plain COPY", [&] {
                         postgres.empty_tables();
                         return copy_ready_text(postgres.get(), ready);
                       }};
  const Contender task{"Penstock SQL task", [&] {
                         postgres.empty_tables();
                         return source.run_task(postgres.task(), kBatchDocuments);
                       }};
  const Contender round_trips{"delete and insert per row, round trips", [&] {
                                postgres.empty_tables();
                                return round_trip_per_row(postgres.get(), few);
                              }};
  print("Backfill into PostgreSQL", "plain COPY of ready text", "documents/s",
        compare(copy, {task}, kPairs));
  print("Backfill into PostgreSQL", "a delete and a prepared insert per row, each a round trip",
        "documents/s", compare(round_trips, {task}, kPairs));
  source.print_cpu_times();
}

/// All documents are there already; the tables are vacuumed between the runs, as a server would do
/// it in its own time.
void rewrite(const WorkerCommand& worker) {
  const Postgres postgres;
  Source source(worker, kDocuments);
  const auto ready = ready_text(order_batches(kDocuments, kBatchDocuments));
  const auto few = order_batches(kBatchDocuments, kBatchDocuments);
  const auto fill_tables = [&] {
    postgres.empty_tables();
    copy_ready_text(postgres.get(), ready);
    execute(postgres.get(), "vacuum analyze");
    execute(postgres.get(), "checkpoint");
  };
  const Contender by_hand{"by hand", [&] {
                            fill_tables();
                            return delete_and_copy_ready_text(postgres.get(), ready);
                          }};
  const Contender task{"Penstock SQL task", [&] {
                         fill_tables();
                         return source.run_task(postgres.task(), kBatchDocuments);
                       }};
  const Contender round_trips{"a delete and prepared inserts a document, round trips", [&] {
                                fill_tables();
                                return round_trip_per_row(postgres.get(), few);
                              }};
  print("Rewriting documents in PostgreSQL", "delete by array and COPY of ready text",
        "documents/s", compare(by_hand, {task, round_trips}, kPairs));
}

/// One document of twenty breaks a constraint that only the server knows.
void culprits(const WorkerCommand& worker) {
  constexpr const char* kForbid =
      R"(alter table "Orders" add constraint fair check ("Company" !~ '^companies/[0-9]*[13579]0-A$'))";
  constexpr const char* kAllow = R"(alter table "Orders" drop constraint if exists fair)";
  const Postgres postgres;
  Source source(worker, kBatchDocuments);
  const auto run = [&](const char* constraint) {
    postgres.empty_tables();
    execute(postgres.get(), constraint);
    return source.run_task(postgres.task(), kBatchDocuments);
  };
  print("A batch of which 5 % are culprits", "the batch without culprits", "documents/s",
        compare({"clean", [&] { return run(kAllow); }},
                {{"5 % culprits",
                  [&] {
                    const auto rate = run(kForbid);
                    execute(postgres.get(), kAllow);
                    return rate;
                  }}},
                kPairs));
}

void distance(const WorkerCommand& worker) {
  constexpr std::chrono::microseconds kOneWay{1250};
  constexpr std::uint64_t kDistantDocuments = 4 * kBatchDocuments;
  const Postgres postgres;
  const DistantPort distant(postgres.port(), kOneWay);
  Source source(worker, kDistantDocuments);
  for (const auto batch : {kBatchDocuments, kSmallBatchDocuments}) {
    const auto run = [&](const etl::sql::SqlConfiguration& configuration) {
      postgres.empty_tables();
      return source.run_task(configuration, batch);
    };
    print(fmt::format("2.5 ms more of round trip, batches of {}", batch), "the same without",
          "documents/s",
          compare({"near", [&] { return run(postgres.task()); }},
                  {{"2.5 ms away", [&] { return run(postgres.task_through(distant.port())); }}},
                  kPairs));
  }
}

void mariadb(const WorkerCommand& worker) {
  auto* server = testing::MariadbServer::shared();
  if (server == nullptr) fail(testing::MariadbServer::kMissing);
  const auto database = server->create_database();
  MariadbWriter writer({server->port(), server->user(), server->password(), database});
  for (const auto* table : kMariadbTables) writer.execute(table);
  const auto empty_tables = [&writer] {
    writer.execute("truncate `Orders`");
    writer.execute("truncate `OrderLines`");
  };
  Source source(worker, kDocuments);
  const auto batches = order_batches(kDocuments, kBatchDocuments);
  const auto configuration = configuration_for("MySqlConnector.MySqlConnectorFactory",
                                               server->connection_string(database));
  print("Backfill into MariaDB", "LOAD DATA LOCAL of ready text", "documents/s",
        compare({"load data",
                 [&] {
                   empty_tables();
                   return writer.load_data(batches);
                 }},
                {{"ready INSERTs of many rows",
                  [&] {
                    empty_tables();
                    return writer.insert_many_rows(batches);
                  }},
                 {"ready arrays of parameters",
                  [&] {
                    empty_tables();
                    return writer.insert_arrays(batches);
                  }},
                 {"Penstock SQL task",
                  [&] {
                    empty_tables();
                    return source.run_task(configuration, kBatchDocuments);
                  }}},
                kPairs));
  source.print_cpu_times();
}

/// A file with the tables, and a task that fills them.
class Sqlite {
 public:
  Sqlite() : writer_(folder_.path() + "/bench.db") { writer_.execute(kSqliteTables); }

  void empty_tables() {
    writer_.execute("delete from Orders; delete from OrderLines; pragma wal_checkpoint(truncate)");
  }
  /// The best way by hand into the empty tables.
  double insert_by_hand(const OrderBatches& batches, const BeforeBatch& before_batch = {}) {
    constexpr std::size_t kManyRows = 64;  // More gain nothing.
    empty_tables();
    return writer_.insert_prepared(batches, kManyRows, before_batch);
  }
  SqliteWriter& writer() { return writer_; }
  etl::sql::SqlConfiguration task() const {
    auto configuration = configuration_for("Sqlite", "Data Source=bench.db");
    configuration.options.sqlite_folder = folder_.path();
    return configuration;
  }

 private:
  const testing::TemporaryDirectory folder_;
  SqliteWriter writer_;
};

constexpr const char* kSqliteByHand = "prepared inserts of 64 rows of ready values";

void sqlite(const WorkerCommand& worker) {
  Sqlite sqlite;
  Source source(worker, kDocuments);
  const auto batches = order_batches(kDocuments, kBatchDocuments);
  print("Backfill into SQLite", kSqliteByHand, "documents/s",
        compare({kSqliteByHand, [&] { return sqlite.insert_by_hand(batches); }},
                {{"ready INSERTs, a row each",
                  [&] {
                    sqlite.empty_tables();
                    return sqlite.writer().insert_prepared(batches, 1);
                  }},
                 {"Penstock SQL task",
                  [&] {
                    sqlite.empty_tables();
                    return source.run_task(sqlite.task(), kBatchDocuments);
                  }}},
                kPairs));
  source.print_cpu_times();
}

/// The writer by hand while script workers transform the same documents, and nothing else: what is
/// left of its rate is the most that a task can reach whose script runs on the same cores.
void bound(const WorkerCommand& worker) {
  constexpr std::size_t kSmallerBatch = 2048;  // Nobody waits long for the first.
  Sqlite sqlite;
  TransformAhead ahead(worker, kDocuments);
  const auto batches = order_batches(kDocuments, kBatchDocuments);
  const auto smaller = order_batches(kDocuments, kSmallerBatch);
  print("What transforming leaves of the rate of SQLite", kSqliteByHand, "documents/s",
        compare({kSqliteByHand, [&] { return sqlite.insert_by_hand(batches); }},
                {{"the same beside the script workers",
                  [&] {
                    ahead.rewind(kSmallerBatch);
                    return sqlite.insert_by_hand(
                        smaller, [&](std::size_t batch) { ahead.await_batch(batch); });
                  }}},
                kPairs));
}

const std::map<std::string, void (*)(const WorkerCommand&)> kCases = {
    {"backfill", backfill}, {"rewrite", rewrite}, {"culprits", culprits}, {"distance", distance},
    {"mariadb", mariadb},   {"sqlite", sqlite},   {"bound", bound}};

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace): this file's own names
  const auto found = argc < 3 ? kCases.end() : kCases.find(argv[1]);
  if (found == kCases.end()) fail("usage: bench_sql CASE SCRIPT_WORKER_COMMAND...");
  found->second({argv + 2, argv + argc});
  return 0;
}
