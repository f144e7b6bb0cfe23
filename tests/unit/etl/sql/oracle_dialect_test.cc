#include "etl/sql/dialect/oracle_dialect.h"

#include <gtest/gtest.h>

// No server was there to try these on: what is expected is what Oracle's SQL reference describes.
namespace penstock::etl::sql {
namespace {

const OracleDialect kDialect;

Table orders() {
  Table table;
  table.schema = "SHOP";
  table.name = "ORDERS";
  table.quoted_name = R"("SHOP"."ORDERS")";
  table.columns = {{"ID", kDialect.column_type("VARCHAR2(40)"), true, false},
                   {"AT", kDialect.column_type("TIMESTAMP(6)"), false, false},
                   {"AT_ZONE", kDialect.column_type("TIMESTAMP(6) WITH TIME ZONE"), false, false},
                   {"DAY", kDialect.column_type("DATE"), false, false},
                   {"TOTAL", kDialect.column_type("NUMBER(10,2)"), false, false}};
  return table;
}

TEST(OracleDialectTest, WritesTheStatementsOfATable) {
  EXPECT_EQ(kDialect.insert_statement(orders(), {0, 1, 3, 4}),
            R"(INSERT INTO "SHOP"."ORDERS" ("ID", "AT", "DAY", "TOTAL") VALUES (TO_CHAR(?),)"
            R"( TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS.FF'),)"
            R"( CAST(TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS.FF') AS DATE), ?))");
  EXPECT_EQ(kDialect.erase_statement(orders()),
            R"(DELETE FROM "SHOP"."ORDERS" WHERE "ID" IN ({TO_CHAR(?1)}))");
  EXPECT_EQ(
      kDialect.held_statement(orders(), 9),
      R"(SELECT DISTINCT "ID" FROM "SHOP"."ORDERS" WHERE "ID" > COALESCE(TO_CHAR(?1), CHR(1)))"
      R"( ORDER BY 1 FETCH FIRST 9 ROWS ONLY)");
  EXPECT_EQ(kDialect.index_statement(orders()),
            R"(CREATE INDEX "ORDERS_ID" ON "SHOP"."ORDERS" ("ID"))");
}

TEST(OracleDialectTest, KeepsOffsetsWhereTheColumnDoes) {
  EXPECT_EQ(kDialect.insert_statement(orders(), {2}),
            R"(INSERT INTO "SHOP"."ORDERS" ("AT_ZONE") VALUES (TO_TIMESTAMP_TZ(REPLACE(REPLACE()"
            R"(?, 'T', ' '), 'Z', '+00:00'), 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM')))");
  EXPECT_TRUE(orders().columns[2].type.keeps_offset);
  EXPECT_FALSE(kDialect.column_type("TIMESTAMP(6) WITH LOCAL TIME ZONE").keeps_offset);
}

TEST(OracleDialectTest, MakesATableOfASessionsOwn) {
  const auto shadow = kDialect.shadow(orders(), {0, 4});

  EXPECT_EQ(shadow.quoted_name, "ora$ptt_penstock_shadow");
  EXPECT_EQ(shadow.create,
            "BEGIN BEGIN EXECUTE IMMEDIATE 'DROP TABLE ora$ptt_penstock_shadow';"
            " EXCEPTION WHEN OTHERS THEN NULL; END; EXECUTE IMMEDIATE"
            " 'CREATE PRIVATE TEMPORARY TABLE ora$ptt_penstock_shadow AS SELECT t.\"ID\","
            " t.\"TOTAL\" FROM dual LEFT JOIN \"SHOP\".\"ORDERS\" t ON 1 = 0 WHERE 1 = 0'; END;");
}

// Names of tables and their aliases have no AS between them here.
TEST(OracleDialectTest, MergesRowsThatDiffer) {
  auto table = orders();
  table.upsert = true;
  table.number_column = 3;

  const auto merge = kDialect.merge(table, {0, 3, 4});

  EXPECT_EQ(merge.shadow.quoted_name, "ora$ptt_penstock_shadow");
  EXPECT_EQ(merge.remove,
            R"(DELETE FROM "SHOP"."ORDERS" WHERE "ID" IN ({TO_CHAR(?1)}) AND NOT EXISTS (SELECT 1)"
            R"( FROM ora$ptt_penstock_shadow s WHERE "SHOP"."ORDERS"."ID" = s."ID")"
            R"( AND "SHOP"."ORDERS"."DAY" = s."DAY"))");
  EXPECT_EQ(merge.update,
            R"(MERGE INTO "SHOP"."ORDERS" t USING ora$ptt_penstock_shadow s)"
            R"( ON (t."ID" = s."ID" AND t."DAY" = s."DAY") WHEN MATCHED THEN)"
            R"( UPDATE SET "TOTAL" = s."TOTAL" WHERE DECODE(t."TOTAL", s."TOTAL", 0, 1) = 1)");
  EXPECT_EQ(merge.insert,
            R"(INSERT INTO "SHOP"."ORDERS" ("ID", "DAY", "TOTAL") SELECT "ID", "DAY", "TOTAL" FROM)"
            R"( ora$ptt_penstock_shadow s WHERE NOT EXISTS (SELECT 1 FROM "SHOP"."ORDERS" t)"
            R"( WHERE t."ID" = s."ID" AND t."DAY" = s."DAY"))");
}

TEST(OracleDialectTest, ComparesEveryTypeInItsOwnWay) {
  const auto difference = [](std::string_view declared) {
    auto table = orders();
    table.upsert = true;
    table.columns[4].type = kDialect.column_type(declared);
    const auto update = kDialect.merge(table, {0, 4}).update;
    return update.substr(update.find(" WHERE ") + 7);
  };
  EXPECT_EQ(difference("CLOB"),
            R"((t."TOTAL" IS NULL AND s."TOTAL" IS NOT NULL OR t."TOTAL" IS NOT NULL AND)"
            R"( s."TOTAL" IS NULL OR DBMS_LOB.COMPARE(t."TOTAL", s."TOTAL") <> 0))");
  EXPECT_NE(difference("BLOB").find("DBMS_LOB.COMPARE"), std::string::npos);
  EXPECT_NE(difference("JSON").find(R"(NOT JSON_EQUAL(t."TOTAL", s."TOTAL"))"), std::string::npos);
  EXPECT_EQ(difference("VARCHAR2(20)"), R"(DECODE(t."TOTAL", s."TOTAL", 0, 1) = 1)");
  EXPECT_NE(difference("TIMESTAMP(6) WITH TIME ZONE").find("TZH:TZM"), std::string::npos);
  EXPECT_EQ(difference("XMLTYPE"), "1 = 1");
}

TEST(OracleDialectTest, KnowsItsTypes) {
  const auto text = kDialect.column_type("VARCHAR2(30)");
  EXPECT_EQ(text.kind, ColumnKind::kText);
  EXPECT_EQ(text.characters_max, 30u);
  EXPECT_EQ(kDialect.column_type("NUMBER(10,0)").kind, ColumnKind::kInteger);
  EXPECT_EQ(kDialect.column_type("NUMBER(10,2)").kind, ColumnKind::kNumber);
  EXPECT_EQ(kDialect.column_type("NUMBER(38,0)").kind, ColumnKind::kNumber) << "beyond 64 bits";
  EXPECT_EQ(kDialect.column_type("NUMBER").kind, ColumnKind::kNumber);
  EXPECT_TRUE(kDialect.column_type("NUMBER(1,0)").takes_boolean);
  EXPECT_EQ(kDialect.column_type("CLOB").characters_max, 0u);
  EXPECT_EQ(kDialect.column_type("BLOB").kind, ColumnKind::kBinary);
  EXPECT_EQ(kDialect.column_type("SDO_GEOMETRY").kind, ColumnKind::kOther);
}

TEST(OracleDialectTest, KnowsWhoIsToBlame) {
  EXPECT_EQ(kDialect.classify("23000 1"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("HY000 1400"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("HY000 12899"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("HY000 1843"), FailureClass::kDocument) << "no month";
  EXPECT_EQ(kDialect.classify("HY000 20001"), FailureClass::kDocument) << "a trigger";
  EXPECT_EQ(kDialect.classify("23000 2291"), FailureClass::kReference);
  EXPECT_EQ(kDialect.classify("42S02 942"), FailureClass::kUnknownTable);
  EXPECT_EQ(kDialect.classify("42S22 904"), FailureClass::kUnknownColumn);
  EXPECT_EQ(kDialect.classify("40001 60"), FailureClass::kConflict);
  EXPECT_EQ(kDialect.classify("HY000 30006"), FailureClass::kTimeout);
  EXPECT_EQ(kDialect.classify("28000 1017"), FailureClass::kForbidden);
  EXPECT_EQ(kDialect.classify("HY000 1653"), FailureClass::kUnavailable) << "the disk is full";
  EXPECT_EQ(kDialect.classify("HY000 12541"), FailureClass::kUnavailable) << "no listener";
}

TEST(OracleDialectTest, MovesAPositionOnlyFromWhereItIs) {
  const std::string move(kDialect.checkpoint().move);
  EXPECT_NE(move.find("CASE WHEN generation = TO_NUMBER(?4) AND epoch = TO_NUMBER(?5)"
                      " AND etag = TO_NUMBER(?6) THEN TO_NUMBER(?7) ELSE NULL END"),
            std::string::npos);
  EXPECT_NE(kDialect.checkpoint().create.find("etag NUMBER(19) NOT NULL"), std::string::npos);
}

TEST(OracleDialectTest, LetsConstraintsWaitThatCan) {
  EXPECT_EQ(kDialect.begin_statements({}), "SET CONSTRAINTS ALL DEFERRED");
  EXPECT_EQ(kDialect.check_statement(), "SET CONSTRAINTS ALL IMMEDIATE");
}

}  // namespace
}  // namespace penstock::etl::sql
