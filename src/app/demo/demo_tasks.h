#pragma once

#include <string>
#include <string_view>

// The ETL tasks of the demo, as a client sends them.
namespace penstock::app {

inline constexpr std::string_view kShopDatabase = "shop";
inline constexpr std::string_view kHelpdeskDatabase = "helpdesk";
inline constexpr std::string_view kOrdersTask = "orders-to-sql";
inline constexpr std::string_view kEmployeesTask = "employees-to-helpdesk";
/// Within the server's folder for SQLite files.
inline constexpr std::string_view kSqliteFile = "shop.sqlite";

/// Orders -> tables Orders and OrderLines.
extern const std::string_view kOrdersScript;
/// Employees -> collection Employees of the helpdesk database.
extern const std::string_view kEmployeesScript;

/// Bodies of PUT /databases/shop/admin/connection-strings.
std::string sqlite_connection_string();
std::string helpdesk_connection_string(std::string_view server_url);

/// Bodies of PUT /databases/shop/admin/etl.
std::string orders_task();
std::string employees_task();

}  // namespace penstock::app
