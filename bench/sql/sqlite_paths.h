#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sql/order_rows.h"

struct sqlite3;

// Writing orders into SQLite by hand, the fastest way it has: prepared inserts in a transaction.
namespace penstock::bench {

/// Both tables with a primary key and an index on the document id.
inline constexpr const char* kSqliteTables = R"(
create table Orders (Id text primary key, Company text, OrderedAt text, ShipToCountry text,
                     Total real);
create table OrderLines (LineId integer primary key, OrderId text not null, Quantity integer,
                         Product text, Price real);
create index of_order on OrderLines (OrderId);
)";

/// Called with the number of each batch, from 0, before it is written.
using BeforeBatch = std::function<void(std::size_t batch)>;

/// A session with a file, as durable as a task's. Ends the program where something fails. Confined
/// to one thread.
class SqliteWriter {
 public:
  explicit SqliteWriter(const std::string& file);

  void execute(const char* statements);

  /// Numbers as numbers, so many rows a statement, a transaction a batch. Documents a second.
  double insert_prepared(std::span<const std::vector<OrderRows>> batches,
                         std::size_t rows_per_statement, const BeforeBatch& before_batch = {});

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace penstock::bench
