#include "etl/error_ratio.h"

#include <gtest/gtest.h>

namespace penstock::etl {
namespace {

void add(ErrorRatio& ratio, int count, bool failed) {
  for (int i = 0; i < count; ++i) ratio.add(failed);
}

TEST(ErrorRatioTest, NeedsAHundredErrorsAndMoreOfThemThanSuccesses) {
  ErrorRatio ratio;
  add(ratio, 99, true);
  EXPECT_FALSE(ratio.exceeded());
  add(ratio, 1, true);
  EXPECT_TRUE(ratio.exceeded());
  add(ratio, 100, false);
  EXPECT_FALSE(ratio.exceeded());
}

TEST(ErrorRatioTest, LooksAtRecentDocumentsOnly) {
  ErrorRatio ratio;
  add(ratio, 100'000, false);
  add(ratio, 501, true);
  EXPECT_TRUE(ratio.exceeded()) << "a long healthy past does not hide that all fails now";
  add(ratio, 1000, false);
  EXPECT_EQ(ratio.errors(), 0u);
}

}  // namespace
}  // namespace penstock::etl
