#include "etl/sql/row_matcher.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

class RowMatcherTest : public ::testing::Test {
 protected:
  RowMatcherTest() {
    table_.configured_name = "Lines";
    table_.columns = {{"Id", {ColumnKind::kText}},
                      {"Price", {ColumnKind::kNumber}},
                      {"City", {ColumnKind::kText}}};
  }

  RowMatcher with(std::vector<QueryRow> found) {
    return RowMatcher(table_, {0, 1, 2}, std::move(found));
  }

  Table table_;
};

TEST_F(RowMatcherTest, FindsNothingWhereRowsAreTheSameInAnotherOrder) {
  auto matcher = with({{"a", "a", "1.0", "Kyiv"}, {"a", "a", "2", std::nullopt}});
  matcher.expect({0, 1, 2}, {{"a", "a", "2.0", std::nullopt}, {"a", "a", "1", "Kyiv"}});
  EXPECT_FALSE(matcher.of("a").differs());
  EXPECT_FALSE(matcher.of("nobody").differs());
}

TEST_F(RowMatcherTest, NamesTheColumnThatDiffers) {
  auto matcher = with({{"a", "a", "1", "Kyiv"}, {"a", "a", "2", "Lviv"}});
  matcher.expect({0, 1, 2}, {{"a", "a", "1", "Kyiv"}, {"a", "a", "2", std::nullopt}});
  EXPECT_TRUE(matcher.of("a").differs());
  EXPECT_EQ(matcher.explain("a"), "column City of table Lines is Lviv, and should be NULL");
}

TEST_F(RowMatcherTest, CountsRowsThatAreDoubledOrMissing) {
  auto matcher = with({{"a", "a", "1", "Kyiv"}, {"a", "a", "1", "Kyiv"}});
  matcher.expect({0, 1, 2}, {{"a", "a", "1", "Kyiv"}, {"b", "b", "1", "Kyiv"}});
  EXPECT_EQ(matcher.explain("a"), "table Lines has 2 rows, and should have 1");
  EXPECT_EQ(matcher.explain("b"), "table Lines has 0 rows, and should have 1");
}

TEST_F(RowMatcherTest, ComparesNoColumnThatTheObjectDoesNotHave) {
  auto matcher = with({{"a", "a", "1", "by default"}, {"a", "a", "1", "Kyiv"}});
  matcher.expect({0, 1, 2}, {{"a", "a", "1", "Kyiv"}});
  matcher.expect({0, 1}, {{"a", "a", "1"}});
  EXPECT_FALSE(matcher.of("a").differs());
}

}  // namespace
}  // namespace penstock::etl::sql
