#include "etl/sql/dialect/odbc_adapters.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

Table orders(std::string_view quoted_name) {
  Table table;
  table.quoted_name = quoted_name;
  table.columns = {{"id", {}, false, false}, {"total", {}, false, false}};
  return table;
}

TEST(OdbcAdaptersTest, ListDocumentIds) {
  EXPECT_EQ(OdbcPostgresDialect().erase_statement(orders("orders")),
            R"(DELETE FROM orders WHERE "id" IN ({?1}))");
  EXPECT_EQ(OdbcSqliteDialect().erase_statement(orders("orders")),
            R"(DELETE FROM orders WHERE "id" IN ({?1}))");
  EXPECT_EQ(OdbcMariadbDialect().erase_statement(orders("orders")),
            "DELETE FROM orders WHERE `id` IN ({?1})"
            " AND CAST(CONVERT(`id` USING utf8mb4) AS BINARY) IN ({?1})");
  EXPECT_EQ(OdbcPostgresDialect().read_statement(orders("orders"), {1}),
            R"(SELECT CAST("id" AS text), "total" FROM orders WHERE "id" IN ({?1}))");
  EXPECT_EQ(OdbcSqliteDialect().read_statement(orders("orders"), {1}),
            R"(SELECT "id", quote("total") FROM orders WHERE "id" IN ({?1}))");
}

TEST(OdbcAdaptersTest, InsertByMarkers) {
  EXPECT_EQ(OdbcPostgresDialect().insert_statement(orders("orders"), {0, 1}),
            R"(INSERT INTO orders ("id", "total") VALUES (?, ?))");
  EXPECT_EQ(OdbcMariadbDialect().insert_statement(orders("orders"), {1}),
            "INSERT INTO orders (`total`) VALUES (?)");
}

}  // namespace
}  // namespace penstock::etl::sql
