#include "etl/sql/driver/odbc_failure.h"

#include <gtest/gtest.h>

#include "etl/sql/dialect/odbc_adapters.h"
#include "etl/sql/dialect/oracle_dialect.h"
#include "etl/sql/dialect/sql_server_dialect.h"

namespace penstock::etl::sql {
namespace {

TEST(OdbcFailureTest, LeavesOutWhereWordsComeFrom) {
  EXPECT_EQ(
      from_odbc({"28000", 18456, "[Microsoft][ODBC Driver 18][SQL Server]Login failed"}, nullptr)
          .message,
      "Login failed");
  EXPECT_EQ(from_odbc({"HY000", 1, "[only]"}, nullptr).message, "[only]");
  EXPECT_EQ(from_odbc({"HY000", 1, ""}, nullptr).message, "SQLSTATE HY000");
}

TEST(OdbcFailureTest, KnowsTheStatesOfOdbcItself) {
  const auto kind = [](const std::string& state) {
    return from_odbc({state, 0, "x"}, nullptr).kind;
  };

  EXPECT_EQ(kind("HYT00"), FailureClass::kTimeout);
  EXPECT_EQ(kind("HYT01"), FailureClass::kTimeout);
  EXPECT_EQ(kind("28000"), FailureClass::kForbidden);
  EXPECT_EQ(kind("IM002"), FailureClass::kUnknownTable);
  EXPECT_EQ(kind("08001"), FailureClass::kUnavailable);
  EXPECT_EQ(kind("HY000"), FailureClass::kUnavailable);
}

TEST(OdbcFailureTest, AsksTheDialectWhatAProductsNumbersMean) {
  const SqlServerDialect sql_server;
  const OracleDialect oracle;
  const OdbcPostgresDialect postgres;
  const OdbcMariadbDialect mariadb;
  const OdbcSqliteDialect sqlite;

  EXPECT_EQ(from_odbc({"23000", 2627, "x"}, &sql_server).kind, FailureClass::kDocument);
  EXPECT_EQ(from_odbc({"23000", 547, "x"}, &sql_server).kind, FailureClass::kReference);
  EXPECT_EQ(from_odbc({"HY000", 12899, "x"}, &oracle).kind, FailureClass::kDocument);
  EXPECT_EQ(from_odbc({"42P01", 1, "x"}, &postgres).kind, FailureClass::kUnknownTable);
  EXPECT_EQ(from_odbc({"23000", 1062, "x"}, &mariadb).kind, FailureClass::kDocument);
  EXPECT_EQ(from_odbc({"HY000", 19, "x"}, &sqlite).kind, FailureClass::kDocument);
  EXPECT_EQ(from_odbc({"08S01", 19, "x"}, &sqlite).kind, FailureClass::kUnavailable)
      << "a lost connection is nobody's fault";
}

TEST(OdbcFailureTest, DoesNotKnowWhatBecameOfACommitWithoutAnAnswer) {
  const SqlServerDialect sql_server;

  EXPECT_EQ(from_odbc_commit({"08S01", 0, "x"}, sql_server).kind, FailureClass::kTimeout);
  EXPECT_EQ(from_odbc_commit({"25S01", 0, "x"}, sql_server).kind, FailureClass::kTimeout);
  EXPECT_EQ(from_odbc_commit({"25S03", 0, "x"}, sql_server).kind, FailureClass::kUnavailable);
  EXPECT_EQ(from_odbc_commit({"40001", 1205, "x"}, sql_server).kind, FailureClass::kConflict);
}

}  // namespace
}  // namespace penstock::etl::sql
