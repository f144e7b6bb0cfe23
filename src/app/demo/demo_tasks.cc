#include "app/demo/demo_tasks.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace penstock::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kSqliteConnection = "shop-sqlite";
constexpr std::string_view kHelpdeskConnection = "helpdesk";

json::array one_script(std::string_view name, std::string_view collection,
                       std::string_view script) {
  return {json::object{{"Name", name},
                       {"Disabled", false},
                       {"Collections", json::array{collection}},
                       {"ApplyToAllDocuments", false},
                       {"Script", script}}};
}

json::object sql_table(std::string_view name, std::string_view document_id_column) {
  return {{"TableName", name}, {"DocumentIdColumn", document_id_column}, {"InsertOnlyMode", false}};
}

}  // namespace

const std::string_view kOrdersScript =
    R"(var total = 0;
for (var i = 0; i < this.Lines.length; i++) {
    var line = this.Lines[i];
    total += line.PricePerUnit * line.Quantity * (1 - line.Discount);
    loadToOrderLines({ Quantity: line.Quantity, Product: line.Product, Price: line.PricePerUnit });
}
loadToOrders({ Company: this.Company, OrderedAt: this.OrderedAt, ShipToCountry: this.ShipTo.Country, Total: total });
)";

const std::string_view kEmployeesScript =
    R"(var managerName = null;
if (this.ReportsTo !== null) {
    var manager = load(this.ReportsTo);
    managerName = manager.FirstName + " " + manager.LastName;
}
loadToEmployees({ Name: this.FirstName + " " + this.LastName, Title: this.Title,
                  BornOn: new Date(this.Birthday).getFullYear(), Manager: managerName });
)";

std::string sqlite_connection_string() {
  return json::serialize(
      json::object{{"Name", kSqliteConnection},
                   {"ConnectionString", fmt::format("Data Source={}", kSqliteFile)},
                   {"FactoryName", "Sqlite"},
                   {"Type", "Sql"}});
}

std::string helpdesk_connection_string(std::string_view server_url) {
  return json::serialize(json::object{{"Name", kHelpdeskConnection},
                                      {"Database", kHelpdeskDatabase},
                                      {"TopologyDiscoveryUrls", json::array{server_url}},
                                      {"Type", "Raven"}});
}

std::string orders_task() {
  return json::serialize(json::object{
      {"Name", kOrdersTask},
      {"ConnectionStringName", kSqliteConnection},
      {"EtlType", "Sql"},
      {"Transforms", one_script("Orders", "Orders", kOrdersScript)},
      {"SqlTables", json::array{sql_table("Orders", "Id"), sql_table("OrderLines", "OrderId")}}});
}

std::string employees_task() {
  return json::serialize(
      json::object{{"Name", kEmployeesTask},
                   {"ConnectionStringName", kHelpdeskConnection},
                   {"EtlType", "Raven"},
                   {"Transforms", one_script("Employees", "Employees", kEmployeesScript)}});
}

}  // namespace penstock::app
