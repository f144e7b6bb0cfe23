#include "etl/sql/statement_preview.h"

#include <gtest/gtest.h>

#include "etl/sql/dialect/odbc_adapters.h"
#include "etl/sql/dialect/sql_server_dialect.h"
#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

using ::penstock::testing::must;

const OdbcPostgresDialect kStandard;

TaskDefinition orders_task() {
  TaskDefinition task;
  task.kind = DestinationKind::kSql;
  task.sql_tables = {{"OrderLines", "OrderId", false}, {"public.Orders", "Id", true}};
  return task;
}

LoadDocument order() {
  LoadDocument document;
  document.id = "orders/1's";
  document.objects = {{"OrderLines", R"({"Product":"tea","Cost":3.50,"Tags":["a"],"Note":null})"}};
  return document;
}

TEST(StatementPreviewTest, ShowsTheDeleteAndTheInsertsOfATable) {
  const auto tables = must(preview_statements(kStandard, orders_task(), {"OrderLines"}, order()));

  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].statements.size(), 2u);
  EXPECT_EQ(tables[0].statements[0].text, R"(DELETE FROM "OrderLines" WHERE "OrderId" IN (@p0))");
  const auto& insert = tables[0].statements[1];
  EXPECT_EQ(insert.text,
            R"(INSERT INTO "OrderLines" ("OrderId", "Product", "Cost", "Tags", "Note") )"
            "VALUES (@p0, @p1, @p2, @p3, @p4)");
  ASSERT_EQ(insert.parameters.size(), 5u);
  EXPECT_EQ(insert.parameters[0].value, "'orders/1''s'");
  EXPECT_EQ(insert.parameters[2].value, "3.50");
  EXPECT_EQ(insert.parameters[3].value, R"('["a"]')");
  EXPECT_EQ(insert.parameters[4].value, "NULL");
}

TEST(StatementPreviewTest, FollowsTheTaskInQuotesAndParameters) {
  auto task = orders_task();
  task.quote_tables = false;
  task.parameterize_deletes = false;

  const auto tables = must(preview_statements(kStandard, task, {"orderlines"}, order()));

  EXPECT_EQ(tables[0].statements[0].text,
            R"(DELETE FROM OrderLines WHERE "OrderId" IN ('orders/1''s'))");
}

TEST(StatementPreviewTest, TableThatIsOnlyInsertedIntoHasNoDelete) {
  auto document = order();
  document.objects = {{"public.Orders", R"({"Total":1})"}};

  const auto tables =
      must(preview_statements(kStandard, orders_task(), {"public.Orders"}, document));

  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].statements.size(), 1u);
  EXPECT_EQ(tables[0].statements[0].text,
            R"(INSERT INTO "public"."Orders" ("Id", "Total") VALUES (@p0, @p1))");
}

TEST(StatementPreviewTest, WritesAsEachProductDoes) {
  struct Case {
    const Dialect& dialect;
    std::string erase;
    std::string insert;
  };
  auto task = orders_task();
  task.force_query_recompile = true;
  LoadDocument document;
  document.id = "o/1";
  document.objects = {{"OrderLines", R"({"A?":1})"}};
  const PostgresDialect postgres;
  const MariadbDialect mariadb;
  const SqliteDialect sqlite;
  const SqlServerDialect sql_server;
  const std::vector<Case> cases{
      {postgres, R"(DELETE FROM "OrderLines" WHERE "OrderId" = ANY(@p0))",
       R"(COPY "OrderLines" ("OrderId", "A?") FROM STDIN)"},
      {mariadb, "DELETE FROM `OrderLines` WHERE `OrderId` IN (@p0)",
       "INSERT INTO `OrderLines` (`OrderId`, `A?`) VALUES (@p0, @p1)"},
      {sqlite, R"(DELETE FROM "OrderLines" WHERE "OrderId" = @p0)",
       R"(INSERT INTO "OrderLines" ("OrderId", "A?") VALUES (@p0, @p1))"},
      {sql_server, "DELETE FROM [OrderLines] WHERE [OrderId] IN (@p0)",
       "INSERT INTO [OrderLines] ([OrderId], [A?]) VALUES (@p0, @p1) OPTION (RECOMPILE)"}};
  for (const auto& [dialect, erase, insert] : cases) {
    const auto tables = must(preview_statements(dialect, task, {"OrderLines"}, document));
    ASSERT_EQ(tables[0].statements.size(), 2u);
    EXPECT_EQ(tables[0].statements[0].text.substr(0, erase.size()), erase);
    EXPECT_EQ(tables[0].statements[1].text, insert);
    ASSERT_EQ(tables[0].statements[1].parameters.size(), 2u);
    EXPECT_EQ(tables[0].statements[1].parameters[1].value, "1");
  }
  task.parameterize_deletes = false;
  EXPECT_EQ(
      must(preview_statements(postgres, task, {"OrderLines"}, document))[0].statements[0].text,
      R"(DELETE FROM "OrderLines" WHERE "OrderId" = ANY(ARRAY['o/1']))");
}

TEST(StatementPreviewTest, ShowsHowRowsAreUpdatedInPlace) {
  auto task = orders_task();
  task.sql_tables = {{"Lines", "OrderId", false, true, "Line"}};
  LoadDocument document;
  document.id = "orders/1";
  document.objects = {{"Lines", R"({"Line":1,"A":1})"}, {"Lines", R"({"Line":2,"A":2})"}};

  const auto tables = must(preview_statements(kStandard, task, {"Lines"}, document));

  ASSERT_EQ(tables.size(), 1u);
  const auto& statements = tables[0].statements;
  ASSERT_EQ(statements.size(), 6u);
  EXPECT_NE(statements[0].text.find("penstock_shadow"), std::string::npos);
  for (const auto row : {1, 2}) {
    EXPECT_EQ(statements[row].text.find("INSERT INTO "), 0u);
    EXPECT_EQ(statements[row].parameters.size(), 3u);
  }
  EXPECT_EQ(statements[3].text.find(R"(DELETE FROM "Lines" WHERE "OrderId" IN (@p0))"), 0u)
      << statements[3].text;
  EXPECT_EQ(statements[4].text.find("UPDATE "), 0u);
  EXPECT_EQ(statements[5].text.find(R"(INSERT INTO "Lines")"), 0u);

  document.objects = {{"Lines", R"({"Line":1})"}, {"Lines", R"({"Line":2,"A":2})"}};
  const auto replaced = must(preview_statements(kStandard, task, {"Lines"}, document));
  EXPECT_EQ(replaced[0].statements.size(), 3u) << "rows with different columns are replaced";

  document.objects.clear();
  const auto emptied = must(preview_statements(kStandard, task, {"Lines"}, document));
  ASSERT_EQ(emptied[0].statements.size(), 1u);
  EXPECT_EQ(emptied[0].statements[0].text, R"(DELETE FROM "Lines" WHERE "OrderId" IN (@p0))");
}

TEST(StatementPreviewTest, TableThatTheTaskDoesNotHaveIsAnError) {
  auto document = order();
  document.objects = {{"Elsewhere", "{}"}};

  const auto tables = preview_statements(kStandard, orders_task(), {"Elsewhere"}, document);

  ASSERT_FALSE(tables.has_value());
  EXPECT_EQ(tables.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace penstock::etl::sql
