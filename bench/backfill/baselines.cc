#include "backfill/baselines.h"

#include <array>
#include <chrono>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "support/fail.h"
#include "support/orders.h"
#include "support/postgres_connection.h"

namespace penstock::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Line {
  std::string quantity;
  std::string product;
  std::string price;
};

struct Order {
  std::string id;
  std::string company;
  std::string ordered_at;
  std::string country;
  std::string total;
  std::vector<Line> lines;
};

std::string text_of(const boost::json::value& value) { return std::string(value.as_string()); }

/// The same rows that the script makes.
Order order_rows(std::uint64_t number) {
  const auto json = boost::json::parse(order_json(number));
  Order order{.id = order_id(number),
              .company = text_of(json.at("Company")),
              .ordered_at = text_of(json.at("OrderedAt")),
              .country = text_of(json.at("ShipTo").at("Country")),
              .total = {},
              .lines = {}};
  double total = 0;
  for (const auto& line : json.at("Lines").as_array()) {
    const auto price = line.at("PricePerUnit").to_number<double>();
    const auto quantity = line.at("Quantity").to_number<double>();
    total += price * quantity * (1 - line.at("Discount").to_number<double>());
    order.lines.push_back(
        {fmt::format("{}", quantity), text_of(line.at("Product")), fmt::format("{}", price)});
  }
  order.total = fmt::format("{}", total);
  return order;
}

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

double rate(std::uint64_t documents, Clock::time_point start) {
  return static_cast<double>(documents) /
         std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

ReadyText ready_text(std::uint64_t documents, std::uint64_t batch_documents) {
  ReadyText text{.batches = {}, .documents = documents};
  for (std::uint64_t number = 1; number <= documents; ++number) {
    if ((number - 1) % batch_documents == 0) text.batches.emplace_back();
    auto& batch = text.batches.back();
    const auto order = order_rows(number);
    batch.orders += fmt::format("{}\t{}\t{}\t{}\t{}\n", order.id, order.company, order.ordered_at,
                                order.country, order.total);
    for (const auto& line : order.lines) {
      batch.lines +=
          fmt::format("{}\t{}\t{}\t{}\n", order.id, line.quantity, line.product, line.price);
    }
  }
  return text;
}

double copy_ready_text(PGconn* connection, const ReadyText& text) {
  const auto start = Clock::now();
  for (const auto& batch : text.batches) {
    execute(connection, "begin");
    copy(connection,
         R"(copy "Orders" ("Id", "Company", "OrderedAt", "ShipToCountry", "Total") from stdin)",
         batch.orders);
    copy(connection, R"(copy "OrderLines" ("OrderId", "Quantity", "Product", "Price") from stdin)",
         batch.lines);
    execute(connection, "commit");
  }
  return rate(text.documents, start);
}

double round_trip_per_row(PGconn* connection, std::uint64_t documents,
                          std::uint64_t batch_documents) {
  std::vector<Order> orders;
  for (std::uint64_t number = 1; number <= documents; ++number)
    orders.push_back(order_rows(number));
  execute(connection, "deallocate all");
  prepare(connection, "delete_lines", R"(delete from "OrderLines" where "OrderId" = $1)");
  prepare(connection, "delete_order", R"(delete from "Orders" where "Id" = $1)");
  prepare(
      connection, "insert_order",
      R"(insert into "Orders" ("Id", "Company", "OrderedAt", "ShipToCountry", "Total") values ($1, $2, $3, $4, $5))");
  prepare(
      connection, "insert_line",
      R"(insert into "OrderLines" ("OrderId", "Quantity", "Product", "Price") values ($1, $2, $3, $4))");

  const auto start = Clock::now();
  std::uint64_t in_transaction = 0;
  for (const auto& order : orders) {
    if (in_transaction == 0) execute(connection, "begin");
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
    if (++in_transaction == batch_documents) {
      execute(connection, "commit");
      in_transaction = 0;
    }
  }
  if (in_transaction > 0) execute(connection, "commit");
  return rate(documents, start);
}

}  // namespace penstock::bench
