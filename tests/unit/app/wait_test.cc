#include "app/client/wait.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::app {
namespace {

using std::chrono::seconds;

TEST(WaitTest, AsksUntilTheConditionHolds) {
  ManualClock clock;
  int asked = 0;

  const auto waited =
      wait_until(clock, {}, seconds{10}, [&]() -> Result<bool> { return ++asked == 5; });

  ASSERT_OK(waited);
  EXPECT_EQ(asked, 5);
}

TEST(WaitTest, GivesUpAfterTheLimit) {
  ManualClock clock;
  const auto started = clock.monotonic();

  const auto waited = wait_until(clock, {}, seconds{10}, []() -> Result<bool> { return false; });

  ASSERT_FALSE(waited.has_value());
  EXPECT_EQ(waited.error().code, ErrorCode::kTimeout);
  EXPECT_GE(clock.monotonic() - started, seconds{10});
}

TEST(WaitTest, PassesOnWhatGoesWrong) {
  ManualClock clock;
  const auto waited = wait_until(clock, {}, seconds{10},
                                 []() -> Result<bool> { return not_found("no such database"); });
  ASSERT_FALSE(waited.has_value());
  EXPECT_EQ(waited.error().code, ErrorCode::kNotFound);
}

TEST(WaitTest, EndsWhenAStopIsRequested) {
  ManualClock clock;
  std::stop_source stop;
  stop.request_stop();
  const auto waited =
      wait_until(clock, stop.get_token(), seconds{10}, []() -> Result<bool> { return false; });
  ASSERT_FALSE(waited.has_value());
  EXPECT_EQ(waited.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace penstock::app
