#include "etl/sql/table_order.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using Order = std::vector<std::size_t>;

TEST(TableOrderTest, KeepsTheGivenOrderWithoutReferences) {
  EXPECT_EQ(order_tables(3, {}).parents_first, (Order{0, 1, 2}));
}

TEST(TableOrderTest, PutsParentsFirstAndKeepsTies) {
  const auto order = order_tables(4, {{.child = 0, .parent = 2}, {.child = 2, .parent = 3}});

  EXPECT_EQ(order.parents_first, (Order{1, 3, 2, 0}));
  EXPECT_TRUE(order.in_circles.empty());
}

TEST(TableOrderTest, TakesATableThatRefersToItself) {
  EXPECT_TRUE(order_tables(1, {{.child = 0, .parent = 0}}).in_circles.empty());
}

TEST(TableOrderTest, NamesTheTablesOfACircleAndThoseBehindIt) {
  const auto order = order_tables(
      4, {{.child = 0, .parent = 1}, {.child = 1, .parent = 0}, {.child = 3, .parent = 0}});

  EXPECT_EQ(order.in_circles, (Order{0, 1, 3}));
  EXPECT_EQ(order.parents_first, (Order{2, 0, 1, 3}));
}

}  // namespace
}  // namespace penstock::etl::sql
