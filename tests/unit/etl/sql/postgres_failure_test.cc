#include "etl/sql/driver/postgres_failure.h"

#include <gtest/gtest.h>

#include "etl/sql/dialect/postgres_dialect.h"

namespace penstock::etl::sql {
namespace {

TEST(PostgresFailureTest, FindsTheRowInTheContextOfACopy) {
  EXPECT_EQ(copy_row("COPY orders, line 7"), 6u);
  EXPECT_EQ(copy_row("COPY orders2024, line 1, column total: \"1, 2\""), 0u);
  EXPECT_EQ(copy_row("COPY orders, Zeile 12, Spalte total: »x«"), 11u);
  EXPECT_EQ(copy_row("PL/pgSQL function f() line 3 at RAISE\nCOPY orders, line 9"), 8u);
}

TEST(PostgresFailureTest, FindsNoRowWhereThereIsNone) {
  EXPECT_EQ(copy_row(""), std::nullopt);
  EXPECT_EQ(copy_row("PL/pgSQL function f() line 3 at RAISE"), std::nullopt);
  EXPECT_EQ(copy_row("COPY orders"), std::nullopt);
}

TEST(PostgresFailureTest, FindsTheColumnThatACopyStoppedAt) {
  EXPECT_EQ(copy_column("COPY orders, line 1, column total: \"1, 2\""), "total");
  EXPECT_EQ(copy_column("COPY orders, line 1, column Line Number: null input"), "Line Number");
  EXPECT_EQ(copy_column("COPY orders, line 1: \"a, column b\""), "");
  EXPECT_EQ(copy_column("PL/pgSQL function f() line 3 at RAISE"), "");
}

TEST(PostgresFailureTest, FindsTheKeyInTheDetail) {
  using Key = std::pair<std::string, std::string>;
  EXPECT_EQ(key_in_detail("Key (id)=(orders/1-A) already exists."), Key("id", "orders/1-A"));
  EXPECT_EQ(key_in_detail("Key (\"OrderId\")=(a) (b) is not present in table \"Orders\"."),
            Key("OrderId", "a) (b"));
  EXPECT_EQ(key_in_detail("Key (a, b)=(1, 2) already exists."), Key());
  EXPECT_EQ(key_in_detail("Failing row contains (1, null)."), Key());
}

TEST(PostgresFailureTest, FindsTheStateOfARefusedConnection) {
  const PostgresDialect dialect;

  const auto refused = from_connect_message(
      "connection to server at \"db\", port 5432 failed: FATAL:  28P01: no entry for \"me\"\n"
      "LOCATION:  auth_failed, auth.c:326\n",
      dialect);
  EXPECT_EQ(refused.kind, FailureClass::kForbidden);
  EXPECT_EQ(refused.message,
            "connection to server at \"db\", port 5432 failed: FATAL: no entry for \"me\"");

  const auto down = from_connect_message("could not connect: Connection refused\n", dialect);
  EXPECT_EQ(down.kind, FailureClass::kUnavailable);
  EXPECT_EQ(down.message, "could not connect: Connection refused");
}

TEST(PostgresFailureTest, ClassifiesStates) {
  const PostgresDialect dialect;
  EXPECT_EQ(dialect.classify("22001"), FailureClass::kDocument);
  EXPECT_EQ(dialect.classify("23505"), FailureClass::kDocument);
  EXPECT_EQ(dialect.classify("23503"), FailureClass::kReference);
  EXPECT_EQ(dialect.classify("40P01"), FailureClass::kConflict);
  EXPECT_EQ(dialect.classify("42P01"), FailureClass::kUnknownTable);
  EXPECT_EQ(dialect.classify("42703"), FailureClass::kUnknownColumn);
  EXPECT_EQ(dialect.classify("42501"), FailureClass::kForbidden);
  EXPECT_EQ(dialect.classify("57014"), FailureClass::kTimeout);
  for (const auto* state : {"08006", "53300", "57P01", "XX000", ""}) {
    EXPECT_EQ(dialect.classify(state), FailureClass::kUnavailable) << state;
  }
}

}  // namespace
}  // namespace penstock::etl::sql
