#include "base/result.h"

#include <memory>

#include <gtest/gtest.h>

namespace penstock {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return invalid_argument("odd");
  return value / 2;
}

Result<int> quarter(int value) { return TRY(half(TRY(half(value)))); }

Result<void> check_even(int value) {
  TRY(half(value));
  return {};
}

TEST(ResultTest, TryYieldsTheValueOrReturnsTheError) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().message, "odd");
  EXPECT_TRUE(check_even(2).has_value());
  EXPECT_FALSE(check_even(3).has_value());
}

TEST(ResultTest, CarriesWhatCannotBeCopied) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(3); };
  EXPECT_EQ(**make(), 3);
}

TEST(ResultTest, ContextComesBeforeTheMessage) {
  const Error error = invalid_argument("odd").within("ETL task 'Orders'");
  EXPECT_EQ(error.message, "ETL task 'Orders': odd");
  EXPECT_FALSE(error.retryable());
}

TEST(ResultDeathTest, ValueOfAnErrorIsABrokenInvariant) {
  EXPECT_DEATH(static_cast<void>(half(1).value()), "broken invariant");
}

}  // namespace
}  // namespace penstock
