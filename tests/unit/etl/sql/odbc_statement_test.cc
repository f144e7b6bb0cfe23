#include "etl/sql/driver/odbc_statement.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using Parameters = std::vector<std::size_t>;

TEST(OdbcStatementTest, WritesEveryParameterAsAQuestionMark) {
  const auto statements = odbc_statements("SELECT ?2, $1, ?2 FROM t WHERE a = $10");

  ASSERT_EQ(statements.size(), 1u);
  EXPECT_EQ(statements[0].text, "SELECT ?, ?, ? FROM t WHERE a = ?");
  EXPECT_EQ(statements[0].parameters, (Parameters{1, 0, 1, 9}));
}

TEST(OdbcStatementTest, NumbersPlainParametersOneAfterTheOther) {
  const auto statements = odbc_statements("INSERT INTO t VALUES (?, f(?), ?)");

  ASSERT_EQ(statements.size(), 1u);
  EXPECT_EQ(statements[0].text, "INSERT INTO t VALUES (?, f(?), ?)");
  EXPECT_EQ(statements[0].parameters, (Parameters{0, 1, 2}));
}

TEST(OdbcStatementTest, LeavesAloneWhatStandsInQuotesAndComments) {
  const std::string text =
      "SELECT \"a?;\", `b?;`, [c]]?;], 'it''s ?1;' -- why? ;\nFROM t /*M! WHERE ? */";

  const auto statements = odbc_statements(text);

  ASSERT_EQ(statements.size(), 1u);
  EXPECT_EQ(statements[0].text, text);
  EXPECT_EQ(statements[0].parameters, Parameters{0}) << "some products read what /*M! holds";
}

TEST(OdbcStatementTest, SplitsScripts) {
  const auto statements = odbc_statements("\nINSERT INTO t VALUES (?1);\n UPDATE t SET a = ?1 ; ");

  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].text, "INSERT INTO t VALUES (?)");
  EXPECT_EQ(statements[1].text, "UPDATE t SET a = ? ");
  EXPECT_TRUE(odbc_statements("").empty());
  EXPECT_TRUE(odbc_statements(" ; ;").empty());
}

TEST(OdbcStatementTest, KeepsABlockWhole) {
  const std::string block = "BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; NULL; END;";

  const auto statements = odbc_statements("DELETE FROM t; " + block);

  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[1].text, block);
}

TEST(OdbcStatementTest, RepeatsTheItemsOfLists) {
  EXPECT_EQ(with_list("DELETE FROM \"{t}\" WHERE a IN ({?1}) AND b IN ({f(?1, 'x')})", 3),
            "DELETE FROM \"{t}\" WHERE a IN (?1, ?2, ?3) AND b IN"
            " (f(?1, 'x'), f(?2, 'x'), f(?3, 'x'))");
  EXPECT_EQ(with_list("DELETE FROM t WHERE a IN ({?1})", 1), "DELETE FROM t WHERE a IN (?1)");
}

}  // namespace
}  // namespace penstock::etl::sql
