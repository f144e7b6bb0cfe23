#include "app/demo/shop_tables.h"

#include <utility>

#include <fmt/format.h>

#include "app/demo/demo_tasks.h"

namespace penstock::app {
namespace {

constexpr std::string_view kTables = R"(
  create table if not exists Orders (
    Id text primary key,
    Company text not null,
    OrderedAt text not null,
    ShipToCountry text not null,
    Total real not null);
  create table if not exists OrderLines (
    OrderId text not null references Orders (Id),
    Product text not null,
    Quantity integer not null,
    Price real not null);
  create index if not exists OrderLinesOfOrder on OrderLines (OrderId);
)";

}  // namespace

ShopTables::ShopTables(std::unique_ptr<etl::sql::Driver> driver,
                       std::unique_ptr<etl::sql::Connection> connection)
    : driver_(std::move(driver)), connection_(std::move(connection)) {}

Result<ShopTables> ShopTables::create(const std::filesystem::path& folder, Clock& clock) {
  const etl::sql::DriverOptions options{{folder}, std::nullopt};
  auto driver =
      TRY(etl::sql::make_driver("Sqlite", fmt::format("Data Source={}", kSqliteFile), options));
  auto connection = TRY(driver->connect(clock, {}));
  const auto created = connection->execute(kTables);
  if (created.failure) return created.failure->to_error();
  return ShopTables(std::move(driver), std::move(connection));
}

Result<std::vector<ShopTables::Row>> ShopTables::query(const std::string& sql) {
  const auto found = connection_->query(sql);
  if (found.failure) return found.failure->to_error();
  std::vector<Row> rows;
  for (const auto& values : found.rows) {
    Row& row = rows.emplace_back();
    for (const auto& value : values) row.push_back(value.value_or("null"));
  }
  return rows;
}

}  // namespace penstock::app
