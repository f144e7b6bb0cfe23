#include "etl/backoff.h"

#include <gtest/gtest.h>

namespace penstock::etl {
namespace {

TEST(BackoffTest, AddsAtMostATenth) {
  Backoff backoff([] { return 0.999; });

  EXPECT_GT(backoff.next(), std::chrono::milliseconds{5'400});
  EXPECT_LT(backoff.next(), std::chrono::milliseconds{11'000});
  for (int i = 0; i < 20; ++i) backoff.next();
  EXPECT_LT(backoff.next(), std::chrono::milliseconds{990'000});
}

TEST(BackoffTest, StartsOverAfterASuccess) {
  Backoff backoff({});
  backoff.next();
  backoff.next();

  backoff.reset();

  EXPECT_EQ(backoff.next(), Backoff::kFirst);
}

}  // namespace
}  // namespace penstock::etl
