#include "etl/sql/statement_preview.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

using ::penstock::testing::must;

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
  const auto tables = must(preview_statements(orders_task(), {"OrderLines"}, order()));

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

  const auto tables = must(preview_statements(task, {"orderlines"}, order()));

  EXPECT_EQ(tables[0].statements[0].text,
            R"(DELETE FROM OrderLines WHERE "OrderId" IN ('orders/1''s'))");
}

TEST(StatementPreviewTest, TableThatIsOnlyInsertedIntoHasNoDelete) {
  auto document = order();
  document.objects = {{"public.Orders", R"({"Total":1})"}};

  const auto tables = must(preview_statements(orders_task(), {"public.Orders"}, document));

  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].statements.size(), 1u);
  EXPECT_EQ(tables[0].statements[0].text,
            R"(INSERT INTO "public"."Orders" ("Id", "Total") VALUES (@p0, @p1))");
}

TEST(StatementPreviewTest, ShowsWhatStaysInATableWhoseRowsAreUpdatedInPlace) {
  auto task = orders_task();
  task.sql_tables = {{"Orders", "Id", false, true, ""}, {"Lines", "OrderId", false, true, "Line"}};
  LoadDocument document;
  document.id = "orders/1";
  document.objects = {
      {"Orders", R"({"Total":1})"}, {"Lines", R"({"Line":1})"}, {"Lines", R"({"Line":2})"}};

  const auto tables = must(preview_statements(task, {"Orders", "Lines"}, document));

  ASSERT_EQ(tables.size(), 2u);
  ASSERT_EQ(tables[0].statements.size(), 1u);
  EXPECT_EQ(
      tables[0].statements[0].text,
      R"(INSERT INTO "Orders" ("Id", "Total") VALUES (@p0, @p1) ON CONFLICT ("Id") DO UPDATE)");
  ASSERT_EQ(tables[1].statements.size(), 3u);
  EXPECT_EQ(tables[1].statements[0].text,
            R"(DELETE FROM "Lines" WHERE "OrderId" IN (@p0) AND "Line" NOT IN (1, 2))");

  document.objects.clear();
  const auto emptied = must(preview_statements(task, {"Orders"}, document));
  EXPECT_EQ(emptied[0].statements[0].text, R"(DELETE FROM "Orders" WHERE "Id" IN (@p0))");
}

TEST(StatementPreviewTest, TableThatTheTaskDoesNotHaveIsAnError) {
  auto document = order();
  document.objects = {{"Elsewhere", "{}"}};

  const auto tables = preview_statements(orders_task(), {"Elsewhere"}, document);

  ASSERT_FALSE(tables.has_value());
  EXPECT_EQ(tables.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace penstock::etl::sql
