#include <functional>

#include <fmt/format.h>

#include "app/demo/demo_steps.h"
#include "app/demo/demo_tasks.h"
#include "app/terminal/format.h"
#include "app/terminal/table.h"

// The step of the demo in which the source changes.
namespace penstock::app {
namespace {

constexpr std::chrono::seconds kChangesLimit{30};
constexpr std::size_t kTableIndent = 5;
constexpr std::string_view kNewLastName = "Moreau";

/// One value at a destination, which a change of the source should change.
struct Observation {
  std::string change;
  std::string where;
  std::function<Result<std::string>()> read;
  std::string expected;
};

std::string rows_text(std::uint64_t rows) {
  return rows == 0 ? "gone" : format_count_of(rows, "row");
}

/// Reads the one value of a query.
std::function<Result<std::string>()> value_of(DemoStage& stage, std::string sql) {
  return [&stage, sql = std::move(sql)]() -> Result<std::string> {
    const auto rows = TRY(stage.tables.query(sql));
    return rows.empty() ? std::string("gone") : rows.front().front();
  };
}

/// Reads how many rows of a table belong to a document.
std::function<Result<std::string>()> rows_of(DemoStage& stage, std::string_view table,
                                             std::string_view column, std::string_view id) {
  auto count =
      value_of(stage, fmt::format("select count(*) from {} where {} = '{}'", table, column, id));
  return [count = std::move(count)]() -> Result<std::string> {
    return rows_text(std::strtoull(TRY(count()).c_str(), nullptr, 10));
  };
}

/// Reads the name of an employee in the helpdesk database.
std::function<Result<std::string>()> name_of(DemoStage& stage, std::string id) {
  return [&stage, id = std::move(id)]() -> Result<std::string> {
    const auto document = TRY(stage.server.load(kHelpdeskDatabase, id));
    const auto* name = document ? document->if_contains("Name") : nullptr;
    return name != nullptr && name->is_string() ? std::string(name->get_string()) : "gone";
  };
}

struct Changes {
  ShopOrder order;  ///< As it will be.
  std::uint32_t former_quantity = 0;
  ShopOrder deleted_order;
  ShopEmployee employee;  ///< As she will be.
};

Changes choose_changes(const Shop& shop) {
  Changes changes{shop.orders.at(1), 0, shop.orders.at(2), shop.employees.at(4)};
  ShopOrderLine& line = changes.order.lines.front();
  changes.former_quantity = line.quantity;
  line.quantity *= 10;
  changes.employee.last_name = kNewLastName;
  return changes;
}

std::vector<Observation> observations(DemoStage& stage, const Changes& changes) {
  const std::string& changed = changes.order.id;
  const std::string& deleted = changes.deleted_order.id;
  const std::string deletion = "DELETE " + deleted;
  return {
      {fmt::format("PUT {}: quantity {} -> {}", changed, changes.former_quantity,
                   changes.order.lines.front().quantity),
       "Orders.Total",
       value_of(stage,
                fmt::format("select printf('%.2f', Total) from Orders where Id = '{}'", changed)),
       fmt::format("{:.2f}", changes.order.total())},
      {deletion, "Orders", rows_of(stage, "Orders", "Id", deleted), rows_text(0)},
      {"", "OrderLines", rows_of(stage, "OrderLines", "OrderId", deleted), rows_text(0)},
      {fmt::format("PUT {}: name -> {}", changes.employee.id, changes.employee.last_name),
       "helpdesk", name_of(stage, changes.employee.id),
       changes.employee.first_name + " " + changes.employee.last_name},
  };
}

Result<std::vector<std::string>> read_all(const std::vector<Observation>& observations) {
  std::vector<std::string> values;
  values.reserve(observations.size());
  for (const Observation& each : observations) values.push_back(TRY(each.read()));
  return values;
}

Result<void> check(const Observation& observation, const std::string& value) {
  if (value == observation.expected) return {};
  return Error{ErrorCode::kInternal, fmt::format("{}: {} holds {}, not {}", observation.change,
                                                 observation.where, value, observation.expected)};
}

}  // namespace

Result<void> change_and_compare(DemoStage& stage, const Shop& shop) {
  stage.heading(5, "The source changes, the destinations follow");
  const Changes changes = choose_changes(shop);
  const auto observed = observations(stage, changes);
  const auto before = TRY(read_all(observed));

  TRY(stage.server.write(kShopDatabase,
                         put_command(changes.order.id, to_json(changes.order)) + "," +
                             delete_command(changes.deleted_order.id) + "," +
                             put_command(changes.employee.id, to_json(changes.employee))));
  const auto written = stage.clock.monotonic();
  TRY(await_delivery(stage, kChangesLimit, false));
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(stage.clock.monotonic() - written);

  const auto after = TRY(read_all(observed));
  Table table({{"Change"}, {"Where"}, {"Before"}, {"After"}});
  for (std::size_t i = 0; i < observed.size(); ++i) {
    table.add({observed[i].change, observed[i].where, before[i], after[i]});
  }
  stage.terminal.print(table.render(stage.terminal, kTableIndent));
  for (std::size_t i = 0; i < observed.size(); ++i) TRY(check(observed[i], after[i]));
  stage.line();
  stage.line(stage.terminal.good("✓ ") +
             fmt::format("All of it arrived within {} ms of the write.", took.count() + 1));
  return {};
}

}  // namespace penstock::app
