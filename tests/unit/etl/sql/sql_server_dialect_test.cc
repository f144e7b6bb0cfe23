#include "etl/sql/dialect/sql_server_dialect.h"

#include <gtest/gtest.h>

// No server was there to try these on: what is expected is what Microsoft's reference of
// Transact-SQL describes.
namespace penstock::etl::sql {
namespace {

const SqlServerDialect kDialect;

Table orders() {
  Table table;
  table.schema = "dbo";
  table.name = "Orders";
  table.quoted_name = "[dbo].[Orders]";
  table.columns = {{"Id", kDialect.column_type("nvarchar(40)"), true, false},
                   {"At", kDialect.column_type("datetime"), false, false},
                   {"a]b", kDialect.column_type("int"), false, false}};
  return table;
}

TEST(SqlServerDialectTest, WritesTheStatementsOfATable) {
  EXPECT_EQ(kDialect.quote("a]b"), "[a]]b]");
  EXPECT_EQ(kDialect.insert_statement(orders(), {0, 1, 2}),
            "INSERT INTO [dbo].[Orders] ([Id], [At], [a]]b])"
            " VALUES (?, CAST(? AS datetime2), ?)");
  EXPECT_EQ(kDialect.index_statement(orders()),
            "CREATE INDEX [Orders_Id] ON [dbo].[Orders] ([Id])");
  EXPECT_EQ(kDialect.id_type_statement(orders()),
            "ALTER TABLE [dbo].[Orders] ALTER COLUMN [Id] nvarchar(450)");
}

TEST(SqlServerDialectTest, FindsIdsByTheIndexAndThenToTheLetter) {
  constexpr std::string_view kLetters =
      "CAST([Id] AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2";
  const auto erase = kDialect.erase_statement(orders());
  const auto read = kDialect.read_statement(orders(), {0, 2});
  const auto held = kDialect.held_statement(orders(), 9);

  EXPECT_EQ(erase,
            "DELETE FROM [dbo].[Orders] WHERE [Id] IN ({?1}) AND CAST([Id] AS nvarchar(4000))"
            " COLLATE Latin1_General_100_BIN2 IN"
            " ({CAST(?1 AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2})");
  EXPECT_EQ(read.find("SELECT [Id], [Id], [a]]b] FROM [dbo].[Orders] WHERE [Id] IN ({?1}) AND "),
            0u);
  EXPECT_NE(read.find(kLetters), std::string::npos);
  EXPECT_EQ(held.find("SELECT TOP (9) CAST([Id] AS nvarchar(4000))"), 0u);
  EXPECT_NE(held.find("WHERE [Id] >= ?1 AND ([Id] > ?1 OR "), std::string::npos);
}

TEST(SqlServerDialectTest, HasPlansMadeAnewIfTheTaskSaysSo) {
  auto table = orders();
  table.columns[0].type = kDialect.column_type("uniqueidentifier");
  table.upsert = true;
  const auto ordinary = kDialect.merge(table, {0, 1});
  table.forces_recompile = true;

  EXPECT_EQ(kDialect.erase_statement(table),
            "DELETE FROM [dbo].[Orders] WHERE [Id] IN ({?1}) OPTION (RECOMPILE)");
  EXPECT_EQ(kDialect.insert_statement(table, {0, 1}),
            "INSERT INTO [dbo].[Orders] ([Id], [At]) VALUES (?, CAST(? AS datetime2))"
            " OPTION (RECOMPILE)");
  const auto merge = kDialect.merge(table, {0, 1});
  EXPECT_EQ(merge.update, ordinary.update + " OPTION (RECOMPILE)");
  EXPECT_EQ(merge.insert, ordinary.insert + " OPTION (RECOMPILE)");
  EXPECT_EQ(merge.remove, ordinary.remove.empty() ? "" : ordinary.remove + " OPTION (RECOMPILE)");
}

// An index over varchar is of no use to a parameter that is nvarchar.
TEST(SqlServerDialectTest, ConvertsIdsToTheTypeOfTheirColumn) {
  auto table = orders();
  table.columns[0].type = kDialect.column_type("varchar(40)");
  EXPECT_EQ(kDialect.erase_statement(table).find(
                "DELETE FROM [dbo].[Orders] WHERE [Id] IN ({CAST(?1 AS varchar(max))}) AND "),
            0u);
  table.columns[0].type = kDialect.column_type("uniqueidentifier");
  EXPECT_EQ(kDialect.erase_statement(table), "DELETE FROM [dbo].[Orders] WHERE [Id] IN ({?1})");
}

// A NULL goes as a text, which becomes bytes only when it is told to.
TEST(SqlServerDialectTest, MakesBytesOfWhatGoesIntoTheirColumns) {
  auto table = orders();
  table.columns[1].type = kDialect.column_type("varbinary");
  EXPECT_NE(kDialect.insert_statement(table, {1}).find("VALUES (CAST(? AS varbinary(max)))"),
            std::string::npos);
}

TEST(SqlServerDialectTest, MakesATableOfASessionsOwn) {
  const auto shadow = kDialect.shadow(orders(), {0, 1});

  EXPECT_EQ(shadow.quoted_name, "#penstock_shadow");
  EXPECT_EQ(shadow.create,
            "IF OBJECT_ID('tempdb..#penstock_shadow') IS NOT NULL DROP TABLE #penstock_shadow;"
            "SELECT t.[Id], t.[At] INTO #penstock_shadow FROM (SELECT 1 AS one) AS o"
            " LEFT JOIN [dbo].[Orders] AS t ON 1 = 0 WHERE 1 = 0");
}

TEST(SqlServerDialectTest, MergesRowsThatDiffer) {
  auto table = orders();
  table.upsert = true;

  const auto merge = kDialect.merge(table, {0, 1, 2});

  EXPECT_EQ(merge.shadow.create.substr(merge.shadow.create.rfind(';')),
            ";CREATE INDEX penstock_shadow_key ON #penstock_shadow ([Id])");
  EXPECT_EQ(merge.remove, "") << "the document id is the key";
  EXPECT_EQ(merge.update,
            "UPDATE t SET [At] = s.[At], [a]]b] = s.[a]]b] FROM [dbo].[Orders] t"
            " JOIN #penstock_shadow s ON t.[Id] = s.[Id]"
            " AND CAST(t.[Id] AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2"
            " = CAST(s.[Id] AS nvarchar(4000)) COLLATE Latin1_General_100_BIN2"
            " WHERE EXISTS (SELECT CAST(t.[At] AS varbinary(max))"
            " EXCEPT SELECT CAST(s.[At] AS varbinary(max)))"
            " OR EXISTS (SELECT CAST(t.[a]]b] AS varbinary(max))"
            " EXCEPT SELECT CAST(s.[a]]b] AS varbinary(max)))");
  EXPECT_EQ(merge.insert.find("INSERT INTO [dbo].[Orders] ([Id], [At], [a]]b])"
                              " SELECT [Id], [At], [a]]b] FROM #penstock_shadow s"
                              " WHERE NOT EXISTS (SELECT 1 FROM [dbo].[Orders] t"
                              " WHERE t.[Id] = s.[Id] AND "),
            0u);
}

// A text differs in case, though its collation may not see it; an id without a limit has no index.
TEST(SqlServerDialectTest, MergesRowsThatTheirDocumentNumbers) {
  Table lines = orders();
  lines.columns[0].type = kDialect.column_type("nvarchar");
  lines.columns[1] = {"Product", kDialect.column_type("varchar(20)"), false, false};
  lines.upsert = true;
  lines.number_column = 2;

  const auto merge = kDialect.merge(lines, {0, 1, 2});

  EXPECT_EQ(merge.shadow.create.find("CREATE INDEX"), std::string::npos);
  EXPECT_EQ(merge.remove.find(kDialect.erase_statement(lines) +
                              " AND NOT EXISTS (SELECT 1 FROM #penstock_shadow s"
                              " WHERE [dbo].[Orders].[Id] = s.[Id] AND "),
            0u);
  EXPECT_TRUE(merge.remove.ends_with(" AND [dbo].[Orders].[a]]b] = s.[a]]b])"));
  EXPECT_NE(merge.update.find("EXISTS (SELECT CAST(CAST(t.[Product] AS nvarchar(max))"
                              " AS varbinary(max)) EXCEPT SELECT "),
            std::string::npos);
}

TEST(SqlServerDialectTest, KnowsItsTypes) {
  const auto text = kDialect.column_type("nvarchar(30)");
  EXPECT_EQ(text.kind, ColumnKind::kText);
  EXPECT_EQ(text.characters_max, 30u);
  EXPECT_EQ(kDialect.column_type("varchar").characters_max, 0u) << "varchar(max)";
  EXPECT_EQ(kDialect.column_type("tinyint").integer_bits, 16u) << "it goes up to 255";
  EXPECT_EQ(kDialect.column_type("bigint").integer_bits, 64u);
  EXPECT_EQ(kDialect.column_type("bit").kind, ColumnKind::kBoolean);
  EXPECT_EQ(kDialect.column_type("decimal").kind, ColumnKind::kNumber);
  EXPECT_TRUE(kDialect.column_type("datetimeoffset").keeps_offset);
  EXPECT_FALSE(kDialect.column_type("datetime2").keeps_offset);
  EXPECT_EQ(kDialect.column_type("varbinary").kind, ColumnKind::kBinary);
  EXPECT_EQ(kDialect.column_type("uniqueidentifier").kind, ColumnKind::kOther);
}

TEST(SqlServerDialectTest, KnowsWhoIsToBlame) {
  EXPECT_EQ(kDialect.classify("23000 2627"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("23000 515"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("22001 2628"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("22018 245"), FailureClass::kDocument);
  EXPECT_EQ(kDialect.classify("22018 0"), FailureClass::kDocument) << "the driver itself";
  EXPECT_EQ(kDialect.classify("42000 50000"), FailureClass::kDocument) << "a trigger";
  EXPECT_EQ(kDialect.classify("23000 547"), FailureClass::kReference);
  EXPECT_EQ(kDialect.classify("42S02 208"), FailureClass::kUnknownTable);
  EXPECT_EQ(kDialect.classify("42S22 207"), FailureClass::kUnknownColumn);
  EXPECT_EQ(kDialect.classify("40001 1205"), FailureClass::kConflict);
  EXPECT_EQ(kDialect.classify("HYT00 1222"), FailureClass::kTimeout);
  EXPECT_EQ(kDialect.classify("28000 18456"), FailureClass::kForbidden);
  EXPECT_EQ(kDialect.classify("42000 229"), FailureClass::kForbidden);
  EXPECT_EQ(kDialect.classify("HY000 9002"), FailureClass::kUnavailable) << "the log is full";
}

// An UPDATE that finds another position fails by itself, as the column takes no NULL.
TEST(SqlServerDialectTest, MovesAPositionOnlyFromWhereItIs) {
  const std::string move(kDialect.checkpoint().move);
  EXPECT_NE(move.find("CASE WHEN generation = CAST(?4 AS bigint) AND epoch = CAST(?5 AS bigint)"
                      " AND etag = CAST(?6 AS bigint) THEN CAST(?7 AS bigint) ELSE NULL END"),
            std::string::npos);
  EXPECT_NE(kDialect.checkpoint().create.find("etag bigint NOT NULL"), std::string::npos);
}

TEST(SqlServerDialectTest, LimitsTheWaitForLocks) {
  const auto session =
      kDialect.session_statements({std::chrono::seconds(300), std::chrono::seconds(60)});
  EXPECT_NE(session.find("SET LOCK_TIMEOUT 60000"), std::string::npos);
  EXPECT_NE(session.find("XACT_ABORT OFF"), std::string::npos);
}

}  // namespace
}  // namespace penstock::etl::sql
