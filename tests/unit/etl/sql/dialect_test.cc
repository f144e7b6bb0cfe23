#include <gtest/gtest.h>

#include "etl/sql/dialect/postgres_dialect.h"
#include "etl/sql/dialect/quoting.h"
#include "etl/sql/dialect/sqlite_dialect.h"

namespace penstock::etl::sql {
namespace {

using Parts = std::vector<std::string>;

Table orders() {
  Table table;
  table.quoted_name = "\"public\".\"orders\"";
  table.columns = {{"id", {}, false, false}, {"a \"b\"", {}, false, false}};
  return table;
}

// SQ-032: the dot stays outside the quotes.
TEST(QuotingTest, SplitsNamesAtDots) {
  EXPECT_EQ(table_name_parts("dbo.Orders", false), (Parts{"dbo", "Orders"}));
  EXPECT_EQ(table_name_parts("Orders", false), (Parts{"Orders"}));
  EXPECT_EQ(table_name_parts("dbo.\"a.b\"", true), (Parts{"dbo", "a.b"}));
}

TEST(DialectTest, WritesTheStatementsOfATable) {
  const PostgresDialect postgres;
  EXPECT_EQ(postgres.erase_statement(orders()),
            R"(DELETE FROM "public"."orders" WHERE "id" = ANY($1))");
  EXPECT_EQ(postgres.insert_statement(orders(), {0, 1}),
            R"(COPY "public"."orders" ("id", "a ""b""") FROM STDIN)");
  const SqliteDialect sqlite;
  EXPECT_EQ(sqlite.erase_statement(orders()), R"(DELETE FROM "public"."orders" WHERE "id" = ?1)");
  EXPECT_EQ(postgres.held_statement(orders(), 9),
            R"(SELECT DISTINCT CAST("id" AS text) FROM "public"."orders" )"
            R"(WHERE CAST("id" AS text) > $1 ORDER BY 1 LIMIT 9)");
  EXPECT_EQ(sqlite.held_statement(orders(), 9),
            R"(SELECT DISTINCT "id" FROM "public"."orders" WHERE "id" > ?1 ORDER BY 1 LIMIT 9)");
  EXPECT_EQ(sqlite.insert_statement(orders(), {0, 1}),
            R"(INSERT INTO "public"."orders" ("id", "a ""b""") VALUES (?, ?))");
}

TEST(DialectTest, KnowsTheTypesOfPostgres) {
  const PostgresDialect dialect;
  EXPECT_EQ(dialect.column_type("character varying(30)").characters_max, 30u);
  EXPECT_EQ(dialect.column_type("text").kind, ColumnKind::kText);
  EXPECT_EQ(dialect.column_type("smallint").integer_bits, 16u);
  EXPECT_EQ(dialect.column_type("numeric(10,2)").kind, ColumnKind::kNumber);
  EXPECT_EQ(dialect.column_type("timestamp(3) without time zone").kind, ColumnKind::kTemporal);
  EXPECT_EQ(dialect.column_type("jsonb").kind, ColumnKind::kJson);
  EXPECT_EQ(dialect.column_type("integer[]").kind, ColumnKind::kOther);
  EXPECT_EQ(dialect.column_type("bytea").kind, ColumnKind::kBinary);
}

TEST(DialectTest, KnowsWhichSqliteColumnsKeepDigits) {
  const SqliteDialect dialect;
  EXPECT_EQ(dialect.column_type("VARCHAR(30)").kind, ColumnKind::kText);
  EXPECT_EQ(dialect.column_type("INTEGER").kind, ColumnKind::kAny);
  EXPECT_EQ(dialect.column_type("CHARINT").kind, ColumnKind::kAny);
  EXPECT_EQ(dialect.column_type("").kind, ColumnKind::kAny);
}

TEST(DialectTest, ClassifiesSqlitesCodes) {
  const SqliteDialect dialect;
  EXPECT_EQ(dialect.classify("1299"), FailureClass::kDocument);   // NOT NULL
  EXPECT_EQ(dialect.classify("787"), FailureClass::kReference);   // FOREIGN KEY
  EXPECT_EQ(dialect.classify("5"), FailureClass::kUnavailable);   // busy
  EXPECT_EQ(dialect.classify("13"), FailureClass::kUnavailable);  // disk full
  EXPECT_EQ(dialect.classify("1"), FailureClass::kUnknownColumn);
}

}  // namespace
}  // namespace penstock::etl::sql
