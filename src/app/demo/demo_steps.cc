#include "app/demo/demo_steps.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "app/demo/demo_tasks.h"
#include "app/terminal/format.h"
#include "app/terminal/table.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kFirstDeliveryLimit{60};
constexpr std::size_t kTableIndent = 5;

template <typename Item>
void append_puts(std::string& commands, const std::vector<Item>& items) {
  for (const Item& item : items) {
    if (!commands.empty()) commands += ',';
    commands += put_command(item.id, to_json(item));
  }
}

Result<void> define_task(DemoStage& stage, const std::string& connection, const std::string& task) {
  const std::string path = ServerClient::database_path(kShopDatabase);
  TRY(stage.server.call("PUT", path + "/admin/connection-strings", connection));
  TRY(stage.server.call("PUT", path + "/admin/etl", task));
  return {};
}

/// Breaks the line after a member where it gets long.
std::string wrapped_json(std::string_view text) {
  static constexpr std::size_t kWidth = 64;
  std::string out;
  std::size_t column = 0;
  for (const char c : text) {
    out.push_back(c);
    ++column;
    if (c != ',' || column < kWidth) continue;
    out += "\n ";
    column = 1;
  }
  return out;
}

/// How to start this program from the folder that the user is in.
std::string program_path() {
  std::error_code code;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", code);
  const auto relative = std::filesystem::proximate(program, code);
  const bool below = !code && !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : "penstock";
}

/// A member as people read it.
std::string shown(const json::object& document, std::string_view name) {
  const auto* member = document.if_contains(name);
  if (member == nullptr || member->is_null()) return "null";
  if (member->is_string()) return std::string(member->get_string());
  boost::system::error_code code;
  const auto number = member->to_number<std::int64_t>(code);
  return code ? "?" : std::to_string(number);
}

std::string document_id(const json::object& document) {
  const auto* metadata = document.if_contains("@metadata");
  return metadata != nullptr && metadata->is_object() ? shown(metadata->get_object(), "@id") : "";
}

Result<void> show_rows(DemoStage& stage) {
  Table biggest(
      {{"Id"}, {"Company"}, {"OrderedAt"}, {"ShipToCountry"}, {"Total", Table::Align::kRight}});
  for (auto& row : TRY(stage.tables.query(
           "select Id, Company, substr(OrderedAt, 1, 10), ShipToCountry, printf('%.2f', Total)"
           " from Orders order by Total desc limit 3"))) {
    biggest.add(std::move(row));
  }
  Table countries({{"ShipToCountry"},
                   {"count(*)", Table::Align::kRight},
                   {"sum(Total)", Table::Align::kRight}});
  for (auto& row : TRY(stage.tables.query(
           "select ShipToCountry, count(*), printf('%.2f', sum(Total)) from Orders"
           " group by ShipToCountry order by sum(Total) desc limit 3"))) {
    countries.add(std::move(row));
  }
  stage.line("The biggest orders, as rows in SQLite:");
  stage.terminal.print(biggest.render(stage.terminal, kTableIndent));
  stage.line();
  stage.line("The countries that buy most, asked in SQL:");
  stage.terminal.print(countries.render(stage.terminal, kTableIndent));
  return {};
}

Result<void> show_documents(DemoStage& stage, std::size_t expected) {
  static constexpr std::size_t kShown = 4;
  const auto documents = TRY(stage.server.query(kHelpdeskDatabase, "from Employees"));
  if (documents.size() != expected) {
    return Error{ErrorCode::kInternal,
                 fmt::format("{} arrived in the helpdesk, not {}",
                             format_count_of(documents.size(), "employee"), expected)};
  }
  Table table({{"@id"}, {"Name"}, {"Title"}, {"BornOn"}, {"Manager"}});
  for (std::size_t i = 0; i < std::min(kShown, documents.size()); ++i) {
    const auto& document = documents[i];
    table.add({document_id(document), shown(document, "Name"), shown(document, "Title"),
               shown(document, "BornOn"), shown(document, "Manager")});
  }
  stage.line();
  stage.line("Employees, as documents in the helpdesk database:");
  stage.terminal.print(table.render(stage.terminal, kTableIndent));
  return {};
}

/// Row counts and the sum of all totals have to be those of the documents.
Result<void> compare_rows(DemoStage& stage, const Shop& shop) {
  static constexpr double kRoundingMax = 0.005;
  double total = 0;
  for (const ShopOrder& order : shop.orders) total += order.total();
  const auto rows = TRY(
      stage.tables.query("select (select count(*) from Orders), (select count(*) from OrderLines),"
                         " (select sum(Total) from Orders)"));
  const auto& found = rows.at(0);
  const bool same = found[0] == std::to_string(shop.orders.size()) &&
                    found[1] == std::to_string(shop.order_lines()) &&
                    std::abs(std::strtod(found[2].c_str(), nullptr) - total) < kRoundingMax;
  const auto sentence = fmt::format("{} orders, {} lines, {} in all", found[0], found[1], found[2]);
  if (!same)
    return Error{ErrorCode::kInternal, "the rows are not those of the documents: " + sentence};
  stage.line();
  stage.line(stage.terminal.good("✓ ") +
             fmt::format("{} and {} for {} in all: exactly the documents.",
                         format_count_of(shop.orders.size(), "order"),
                         format_count_of(shop.order_lines(), "line"), format_amount(total)));
  return {};
}

}  // namespace

Result<void> fill_shop(DemoStage& stage, const Shop& shop) {
  stage.heading(2, "A shop, stored over HTTP in the database \"shop\"");
  TRY(stage.server.create_database(kShopDatabase));
  TRY(stage.server.create_database(kHelpdeskDatabase));
  std::string commands;
  append_puts(commands, shop.employees);
  append_puts(commands, shop.companies);
  append_puts(commands, shop.products);
  append_puts(commands, shop.orders);
  TRY(stage.server.write(kShopDatabase, commands));
  stage.line(fmt::format("{} employees, {} companies, {} products, {} orders with {} lines.",
                         shop.employees.size(), shop.companies.size(), shop.products.size(),
                         shop.orders.size(), format_count(shop.order_lines())));
  stage.line(fmt::format("This is {}:", shop.employees.back().id));
  stage.listing(wrapped_json(to_json(shop.employees.back())));
  return {};
}

Result<void> define_tasks(DemoStage& stage) {
  stage.heading(3, "Two ETL tasks, a few lines of JavaScript each");
  TRY(define_task(stage, sqlite_connection_string(), orders_task()));
  TRY(define_task(stage, helpdesk_connection_string(stage.server.url()), employees_task()));
  stage.line(fmt::format("{}: an order becomes rows of the tables Orders and OrderLines.",
                         stage.terminal.strong(kOrdersTask)));
  stage.listing(kOrdersScript);
  stage.line();
  stage.line(fmt::format("{}: an employee becomes a document of another database.",
                         stage.terminal.strong(kEmployeesTask)));
  stage.listing(kEmployeesScript);
  return {};
}

Result<void> watch_first_delivery(DemoStage& stage) {
  stage.heading(4, "The data flows");
  return await_delivery(stage, kFirstDeliveryLimit, true);
}

Result<void> show_arrivals(DemoStage& stage, const Shop& shop) {
  stage.line();
  TRY(show_rows(stage));
  TRY(show_documents(stage, shop.employees.size()));
  return compare_rows(stage, shop);
}

void say_where_to_look_next(DemoStage& stage, bool kept) {
  const std::string program = program_path();
  stage.heading(6, "Where to look next");
  stage.line("README.md, \"Use it\"       a server and data of your own");
  stage.line("README.md, \"An ETL task\"  a task of your own, with curl");
  stage.line("docs/architecture.md      how it works, and why");
  stage.line();
  if (!kept) {
    stage.line("The server ends here. To keep it and look around:");
    stage.listing(program + " demo --keep");
    return;
  }
  stage.line("The server stays. In another terminal:");
  stage.listing(
      fmt::format("curl '{0}/databases/shop/docs?id=orders/2-A'\n"
                  "curl '{0}/databases/helpdesk/docs?id=employees/5-A'\n"
                  "curl -X DELETE '{0}/databases/shop/docs?id=orders/4-A'\n"
                  "{1} etl list --server {0} --database shop",
                  stage.server.url(), program));
}

}  // namespace penstock::app
