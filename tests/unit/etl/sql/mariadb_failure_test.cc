#include "etl/sql/driver/mariadb_failure.h"

#include <gtest/gtest.h>

#include "etl/sql/dialect/mariadb_dialect.h"

namespace penstock::etl::sql {
namespace {

SqlFailure failure_of(unsigned int number, std::string_view state, std::string_view words) {
  return from_mariadb(number, state, words, MariadbDialect());
}

TEST(MariadbFailureTest, TakesTheRowOutOfTheWords) {
  const auto failure = failure_of(1406, "22001", "Data too long for column 'name' at row 3");

  EXPECT_EQ(failure.kind, FailureClass::kDocument);
  EXPECT_EQ(failure.row, 2u);
  EXPECT_EQ(failure.message, "Data too long for column 'name'");
}

TEST(MariadbFailureTest, LeavesWordsAloneThatOnlyLookLikeIt) {
  for (const std::string_view words : {"too much at row 7 of the list", "at row x",
                                       "Duplicate entry 'a' for key 'b'", "bad at row 0"}) {
    const auto failure = failure_of(1062, "23000", words);
    EXPECT_FALSE(failure.row) << words;
    EXPECT_EQ(failure.message, words);
  }
}

// The row that it refers to may come later.
TEST(MariadbFailureTest, NamesNoRowForAForeignKey) {
  const auto failure = failure_of(1452, "23000", "a foreign key constraint fails at row 2");

  EXPECT_EQ(failure.kind, FailureClass::kReference);
  EXPECT_FALSE(failure.row);
}

TEST(MariadbFailureTest, SaysSomethingWithoutWords) {
  EXPECT_EQ(failure_of(2013, "HY000", "").message, "error 2013");
}

TEST(MariadbFailureTest, KnowsWhoGaveUp) {
  EXPECT_TRUE(is_client_error(2013));
  EXPECT_TRUE(is_client_error(5012));
  EXPECT_FALSE(is_client_error(1213));
  EXPECT_FALSE(is_client_error(4025));
}

}  // namespace
}  // namespace penstock::etl::sql
