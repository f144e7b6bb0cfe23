#include "sql/postgres_paths.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sql/rate.h"
#include "support/fail.h"
#include "support/postgres_connection.h"

namespace penstock::bench {
namespace {

constexpr const char* kCopyOrders =
    R"(copy "Orders" ("Id", "Company", "OrderedAt", "ShipToCountry", "Total") from stdin)";
constexpr const char* kCopyLines =
    R"(copy "OrderLines" ("OrderId", "Quantity", "Product", "Price") from stdin)";

void copy(PGconn* connection, const char* statement, const std::string& text) {
  check(connection, PQexec(connection, statement), PGRES_COPY_IN);
  constexpr std::size_t kPiece = std::size_t{64} << 10;
  for (std::size_t at = 0; at < text.size(); at += kPiece) {
    const auto size = std::min(kPiece, text.size() - at);
    if (PQputCopyData(connection, text.data() + at, static_cast<int>(size)) != 1) {
      fail(PQerrorMessage(connection));
    }
  }
  if (PQputCopyEnd(connection, nullptr) != 1) fail(PQerrorMessage(connection));
  check(connection, PQgetResult(connection), PGRES_COMMAND_OK);
  check(connection, PQgetResult(connection), PGRES_FATAL_ERROR);
}

template <std::size_t Count>
void run_prepared(PGconn* connection, const char* name,
                  const std::array<const char*, Count>& values) {
  check(
      connection,
      PQexecPrepared(connection, name, static_cast<int>(Count), values.data(), nullptr, nullptr, 0),
      PGRES_COMMAND_OK);
}

void prepare_statements(PGconn* connection) {
  execute(connection, "deallocate all");
  prepare(connection, "delete_lines", R"(delete from "OrderLines" where "OrderId" = $1)");
  prepare(connection, "delete_order", R"(delete from "Orders" where "Id" = $1)");
  prepare(
      connection, "insert_order",
      R"(insert into "Orders" ("Id", "Company", "OrderedAt", "ShipToCountry", "Total") values ($1, $2, $3, $4, $5))");
  prepare(
      connection, "insert_line",
      R"(insert into "OrderLines" ("OrderId", "Quantity", "Product", "Price") values ($1, $2, $3, $4))");
}

void write_prepared(PGconn* connection, const OrderRows& order) {
  const char* id = order.id.c_str();
  run_prepared<1>(connection, "delete_lines", {id});
  run_prepared<1>(connection, "delete_order", {id});
  run_prepared<5>(connection, "insert_order",
                  {id, order.company.c_str(), order.ordered_at.c_str(), order.country.c_str(),
                   order.total.c_str()});
  for (const auto& line : order.lines) {
    run_prepared<4>(connection, "insert_line",
                    {id, line.quantity.c_str(), line.product.c_str(), line.price.c_str()});
  }
}

}  // namespace

ReadyText ready_text(std::span<const std::vector<OrderRows>> batches) {
  ReadyText text{.batches = {}, .documents = count(batches)};
  for (const auto& orders : batches) {
    auto& batch = text.batches.emplace_back();
    for (const auto& order : orders) {
      batch.ids += fmt::format("{}{}", batch.ids.empty() ? '{' : ',', order.id);
      batch.orders += fmt::format("{}\t{}\t{}\t{}\t{}\n", order.id, order.company, order.ordered_at,
                                  order.country, order.total);
      for (const auto& line : order.lines) {
        batch.lines +=
            fmt::format("{}\t{}\t{}\t{}\n", order.id, line.quantity, line.product, line.price);
      }
    }
    batch.ids += '}';
  }
  return text;
}

double copy_ready_text(PGconn* connection, const ReadyText& text) {
  return rate(text.documents, [&] {
    for (const auto& batch : text.batches) {
      execute(connection, "begin");
      copy(connection, kCopyOrders, batch.orders);
      copy(connection, kCopyLines, batch.lines);
      execute(connection, "commit");
    }
  });
}

double delete_and_copy_ready_text(PGconn* connection, const ReadyText& text) {
  execute(connection, "deallocate all");
  prepare(connection, "delete_lines", R"(delete from "OrderLines" where "OrderId" = any($1))");
  prepare(connection, "delete_orders", R"(delete from "Orders" where "Id" = any($1))");
  return rate(text.documents, [&] {
    for (const auto& batch : text.batches) {
      execute(connection, "begin");
      run_prepared<1>(connection, "delete_lines", {batch.ids.c_str()});
      run_prepared<1>(connection, "delete_orders", {batch.ids.c_str()});
      copy(connection, kCopyOrders, batch.orders);
      copy(connection, kCopyLines, batch.lines);
      execute(connection, "commit");
    }
  });
}

double round_trip_per_row(PGconn* connection, std::span<const std::vector<OrderRows>> batches) {
  prepare_statements(connection);
  return rate(count(batches), [&] {
    for (const auto& orders : batches) {
      execute(connection, "begin");
      for (const auto& order : orders) write_prepared(connection, order);
      execute(connection, "commit");
    }
  });
}

}  // namespace penstock::bench
