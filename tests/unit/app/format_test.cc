#include "app/terminal/format.h"

#include <gtest/gtest.h>

namespace penstock::app {
namespace {

using std::chrono::milliseconds;

TEST(FormatTest, CountsHaveThousandsSeparated) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(1265793), "1,265,793");
}

TEST(FormatTest, AmountsHaveTwoDecimals) {
  EXPECT_EQ(format_amount(0), "0.00");
  EXPECT_EQ(format_amount(1265793.039), "1,265,793.04");
  EXPECT_EQ(format_amount(-1234.5), "-1,234.50");
}

TEST(FormatTest, CountsOfThingsAgreeInNumber) {
  EXPECT_EQ(format_count_of(0, "order"), "0 orders");
  EXPECT_EQ(format_count_of(1, "order"), "1 order");
  EXPECT_EQ(format_count_of(1012, "order"), "1,012 orders");
}

TEST(FormatTest, DurationsHaveTheUnitsOfTheirSize) {
  EXPECT_EQ(format_duration(milliseconds{-5}), "0 ms");
  EXPECT_EQ(format_duration(milliseconds{432}), "432 ms");
  EXPECT_EQ(format_duration(milliseconds{1499}), "1.4 s");
  EXPECT_EQ(format_duration(milliseconds{12'900}), "12 s");
  EXPECT_EQ(format_duration(milliseconds{200'000}), "3 min 20 s");
  EXPECT_EQ(format_duration(milliseconds{7'500'000}), "2 h 5 min");
}

TEST(FormatTest, WidthCountsCharacters) {
  EXPECT_EQ(display_width("Lucía"), 5u);
  EXPECT_EQ(fit_left("Lucía", 7), "Lucía  ");
  EXPECT_EQ(fit_left("Lucía", 5), "Lucía");
  EXPECT_EQ(fit_left("Lucía", 4), "Luc…");
  EXPECT_EQ(fit_left("Lucía", 0), "");
}

}  // namespace
}  // namespace penstock::app
