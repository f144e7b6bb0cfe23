#include "sql/sqlite_paths.h"

#include <cstdint>
#include <string_view>
#include <variant>

#include <sqlite3.h>

#include "sql/rate.h"
#include "support/fail.h"

namespace penstock::bench {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* database, const char* text) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, text, -1, &statement, nullptr) != SQLITE_OK) {
    fail(sqlite3_errmsg(database));
  }
  return Statement(statement);
}

using Value = std::variant<std::string_view, std::int64_t, double>;

/// The values of one table's rows, one behind the other.
struct ReadyRows {
  const char* insert;
  const char* values;  ///< Of a row.
  std::size_t columns;
  std::vector<Value> cells = {};
};

struct ReadyBatch {
  ReadyRows orders{"insert into Orders values ", "(?, ?, ?, ?, ?)", 5};
  ReadyRows lines{"insert into OrderLines (OrderId, Quantity, Product, Price) values ",
                  "(?, ?, ?, ?)", 4};
};

ReadyBatch ready(const std::vector<OrderRows>& orders) {
  ReadyBatch batch;
  for (const auto& order : orders) {
    auto& cells = batch.orders.cells;
    cells.insert(cells.end(), {order.id, order.company, order.ordered_at, order.country,
                               std::stod(order.total)});
    for (const auto& line : order.lines) {
      auto& line_cells = batch.lines.cells;
      line_cells.insert(line_cells.end(), {order.id, std::int64_t{std::stoll(line.quantity)},
                                           line.product, std::stod(line.price)});
    }
  }
  return batch;
}

void bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()),
                      SQLITE_STATIC);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(statement, index, *integer);
  } else {
    sqlite3_bind_double(statement, index, std::get<double>(value));
  }
}

Statement prepare_insert(sqlite3* database, const ReadyRows& rows, std::size_t count) {
  std::string text = std::string(rows.insert) + rows.values;
  for (std::size_t i = 1; i < count; ++i) text += std::string(", ") + rows.values;
  return prepare(database, text.c_str());
}

/// So many cells a statement, from `first` on, as long as there are as many. Where it stopped.
std::size_t insert(sqlite3_stmt* statement, const ReadyRows& rows, std::size_t first,
                   std::size_t cells) {
  for (; rows.cells.size() - first >= cells; first += cells) {
    for (std::size_t i = 0; i < cells; ++i) {
      bind(statement, static_cast<int>(i) + 1, rows.cells[first + i]);
    }
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(sqlite3_db_handle(statement)));
    sqlite3_reset(statement);
  }
  return first;
}

/// Prepared once for all batches.
class Inserts {
 public:
  Inserts(sqlite3* database, const ReadyRows& rows, std::size_t count)
      : many_cells_(count * rows.columns),
        many_(prepare_insert(database, rows, count)),
        one_(prepare_insert(database, rows, 1)) {}

  void run(const ReadyRows& rows) const {
    const auto done = insert(many_.get(), rows, 0, many_cells_);
    insert(one_.get(), rows, done, rows.columns);
  }

 private:
  std::size_t many_cells_;
  Statement many_;
  Statement one_;
};

}  // namespace

void SqliteWriter::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

SqliteWriter::SqliteWriter(const std::string& file) {
  // Else every allocation takes a lock to be counted.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* database = nullptr;
  const int code = sqlite3_open(file.c_str(), &database);
  database_.reset(database);
  if (code != SQLITE_OK) fail(sqlite3_errmsg(database));
  sqlite3_busy_timeout(database, 10'000);
  execute("pragma journal_mode = wal; pragma synchronous = full");
}

void SqliteWriter::execute(const char* statements) {
  if (sqlite3_exec(database_.get(), statements, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail(sqlite3_errmsg(database_.get()));
  }
}

double SqliteWriter::insert_prepared(std::span<const std::vector<OrderRows>> batches,
                                     std::size_t rows_per_statement,
                                     const BeforeBatch& before_batch) {
  std::vector<ReadyBatch> ready_batches;
  for (const auto& batch : batches) ready_batches.push_back(ready(batch));
  const Inserts orders(database_.get(), ReadyBatch{}.orders, rows_per_statement);
  const Inserts lines(database_.get(), ReadyBatch{}.lines, rows_per_statement);
  return rate(count(batches), [&] {
    for (std::size_t i = 0; i < ready_batches.size(); ++i) {
      if (before_batch) before_batch(i);
      execute("begin immediate");
      orders.run(ready_batches[i].orders);
      lines.run(ready_batches[i].lines);
      execute("commit");
    }
  });
}

}  // namespace penstock::bench
