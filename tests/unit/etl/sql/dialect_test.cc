#include <gtest/gtest.h>

#include "etl/sql/dialect/mariadb_dialect.h"
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
  EXPECT_EQ(table_name_parts("`dbo`.`a.b`", true), (Parts{"dbo", "a.b"}));
  EXPECT_EQ(table_name_parts("[dbo].[a.\"b]", true), (Parts{"dbo", "a.\"b"}));
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

TEST(DialectTest, InsertsTheRowsOfARequest) {
  auto table = orders();
  const PostgresDialect postgres;
  EXPECT_EQ(postgres.request_insert_statement(table, {0, 1}), "") << "the types are not known";
  table.columns[0].cast_type = "text";
  table.columns[1].cast_type = "character varying";
  EXPECT_EQ(postgres.request_insert_statement(table, {0, 1}),
            R"(INSERT INTO "public"."orders" ("id", "a ""b""") OVERRIDING SYSTEM VALUE)"
            R"( SELECT CAST(v1 AS text), CAST(v2 AS character varying))"
            R"( FROM unnest($1::text[], $2::text[]) r(v1, v2))");
}

TEST(DialectTest, ReadsRowsAndMakesTablesOfASessionsOwn) {
  const PostgresDialect postgres;
  EXPECT_EQ(postgres.read_statement(orders(), {0, 1}),
            R"(SELECT CAST("id" AS text), "id", "a ""b""" FROM "public"."orders")"
            R"( WHERE "id" = ANY($1))");
  EXPECT_EQ(postgres.shadow(orders(), {0, 1}).create,
            R"(DROP TABLE IF EXISTS pg_temp.penstock_shadow;)"
            R"( CREATE TEMPORARY TABLE penstock_shadow AS)"
            R"( SELECT "id", "a ""b""" FROM "public"."orders" WITH NO DATA)");
  const SqliteDialect sqlite;
  EXPECT_EQ(sqlite.read_statement(orders(), {1}),
            R"(SELECT "id", quote("a ""b""") FROM "public"."orders" WHERE "id" = ?1)");
  const MariadbDialect mariadb;
  auto table = orders();
  table.quoted_name = "`orders`";
  table.columns[1].type.kind = ColumnKind::kBinary;
  EXPECT_EQ(mariadb.read_statement(table, {1}),
            "SELECT CAST(CONVERT(`id` USING utf8mb4) AS BINARY), MD5(`a \"b\"`) FROM `orders`"
            " WHERE `id` IN (?1) AND CAST(CONVERT(`id` USING utf8mb4) AS BINARY) IN (?1)");
}

TEST(DialectTest, WritesTheIndexOfADocumentId) {
  auto table = orders();
  table.name = "orders";
  EXPECT_EQ(PostgresDialect().index_statement(table),
            R"(CREATE INDEX ON "public"."orders" ("id"))");
  EXPECT_EQ(SqliteDialect().index_statement(table),
            R"(CREATE INDEX "orders_id" ON "orders" ("id"))");
  table.columns[0].type = {ColumnKind::kText, 0, 40};
  table.quoted_name = "`orders`";
  EXPECT_EQ(MariadbDialect().index_statement(table), "CREATE INDEX `orders_id` ON `orders` (`id`)");
  table.columns[0].type.characters_max = 0;
  EXPECT_EQ(MariadbDialect().index_statement(table),
            "CREATE INDEX `orders_id` ON `orders` (`id`(191))");
}

TEST(DialectTest, WritesTheStatementsOfMariadb) {
  const MariadbDialect dialect;
  auto table = orders();
  table.quoted_name = dialect.quote("shop") + "." + dialect.quote("a`b");
  EXPECT_EQ(dialect.erase_statement(table),
            "DELETE FROM `shop`.`a``b` WHERE `id` IN (?1)"
            " AND CAST(CONVERT(`id` USING utf8mb4) AS BINARY) IN (?1)");
  EXPECT_EQ(dialect.insert_statement(table, {0, 1}),
            "INSERT INTO `shop`.`a``b` (`id`, `a \"b\"`) VALUES ");
}

TEST(DialectTest, KnowsTheTypesOfMariadb) {
  const MariadbDialect dialect;
  EXPECT_EQ(dialect.column_type("varchar(30)").characters_max, 30u);
  EXPECT_EQ(dialect.column_type("longtext").characters_max, 0u);
  EXPECT_EQ(dialect.column_type("smallint(6)").integer_bits, 16u);
  EXPECT_EQ(dialect.column_type("int(10) unsigned").integer_bits, 64u);
  EXPECT_TRUE(dialect.column_type("tinyint(1)").takes_boolean);
  EXPECT_FALSE(dialect.column_type("int(11)").takes_boolean);
  EXPECT_EQ(dialect.column_type("decimal(10,2)").kind, ColumnKind::kNumber);
  EXPECT_EQ(dialect.column_type("datetime(6)").kind, ColumnKind::kTemporal);
  EXPECT_EQ(dialect.column_type("json").kind, ColumnKind::kJson);
  EXPECT_EQ(dialect.column_type("enum('a','b')").kind, ColumnKind::kText);
  EXPECT_EQ(dialect.column_type("varbinary(8)").kind, ColumnKind::kBinary);
  EXPECT_EQ(dialect.column_type("geometry").kind, ColumnKind::kOther);
}

TEST(DialectTest, ClassifiesMariadbsCodes) {
  const MariadbDialect dialect;
  EXPECT_EQ(dialect.classify("1048 23000"), FailureClass::kDocument);   // NOT NULL
  EXPECT_EQ(dialect.classify("1062 23000"), FailureClass::kDocument);   // duplicate
  EXPECT_EQ(dialect.classify("1265 01000"), FailureClass::kDocument);   // not in the ENUM
  EXPECT_EQ(dialect.classify("1644 02001"), FailureClass::kDocument);   // SIGNAL
  EXPECT_EQ(dialect.classify("4025 23000"), FailureClass::kDocument);   // CHECK
  EXPECT_EQ(dialect.classify("1452 23000"), FailureClass::kReference);  // FOREIGN KEY
  EXPECT_EQ(dialect.classify("1213 40001"), FailureClass::kConflict);   // deadlock
  EXPECT_EQ(dialect.classify("1205 HY000"), FailureClass::kTimeout);    // lock
  EXPECT_EQ(dialect.classify("1146 42S02"), FailureClass::kUnknownTable);
  EXPECT_EQ(dialect.classify("1054 42S22"), FailureClass::kUnknownColumn);
  EXPECT_EQ(dialect.classify("1045 28000"), FailureClass::kForbidden);
  EXPECT_EQ(dialect.classify("2013 HY000"), FailureClass::kUnavailable);  // connection lost
  EXPECT_EQ(dialect.classify("1114 HY000"), FailureClass::kUnavailable);  // disk full
  EXPECT_EQ(dialect.classify("1205"), FailureClass::kTimeout);
  EXPECT_EQ(dialect.classify(""), FailureClass::kUnavailable);
}

TEST(DialectTest, KnowsTheTypesOfPostgres) {
  const PostgresDialect dialect;
  EXPECT_EQ(dialect.column_type("character varying(30)").characters_max, 30u);
  EXPECT_EQ(dialect.column_type("text").kind, ColumnKind::kText);
  EXPECT_EQ(dialect.column_type("smallint").integer_bits, 16u);
  EXPECT_EQ(dialect.column_type("numeric(10,2)").kind, ColumnKind::kNumber);
  EXPECT_EQ(dialect.column_type("timestamp(3) without time zone").kind, ColumnKind::kTemporal);
  EXPECT_EQ(dialect.column_type("jsonb").kind, ColumnKind::kJson);
  EXPECT_EQ(dialect.column_type("integer[]").kind, ColumnKind::kArray);
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
