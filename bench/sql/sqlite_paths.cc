#include "sql/sqlite_paths.h"

#include <initializer_list>

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

void run(sqlite3_stmt* statement, std::initializer_list<const std::string*> values) {
  int index = 0;
  for (const auto* value : values) {
    sqlite3_bind_text(statement, ++index, value->data(), static_cast<int>(value->size()),
                      SQLITE_STATIC);
  }
  if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_errmsg(sqlite3_db_handle(statement)));
  sqlite3_reset(statement);
}

}  // namespace

void SqliteWriter::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

SqliteWriter::SqliteWriter(const std::string& file) {
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

double SqliteWriter::insert_prepared(std::span<const std::vector<OrderRows>> batches) {
  const auto order_row = prepare(database_.get(), "insert into Orders values (?, ?, ?, ?, ?)");
  const auto line_row =
      prepare(database_.get(),
              "insert into OrderLines (OrderId, Quantity, Product, Price) values (?, ?, ?, ?)");
  return rate(count(batches), [&] {
    for (const auto& batch : batches) {
      execute("begin immediate");
      for (const auto& order : batch) {
        run(order_row.get(),
            {&order.id, &order.company, &order.ordered_at, &order.country, &order.total});
        for (const auto& line : order.lines) {
          run(line_row.get(), {&order.id, &line.quantity, &line.product, &line.price});
        }
      }
      execute("commit");
    }
  });
}

}  // namespace penstock::bench
