#include "base/clock.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

using std::chrono::seconds;

TEST(ClockTest, WireTimeHasSevenFractionalDigitsAndZ) {
  const WallTime time = WallTime{std::chrono::sys_days{std::chrono::year{2024} / 1 / 2}} +
                        std::chrono::hours{3} + std::chrono::microseconds{45};
  EXPECT_EQ(format_wire_time(time), "2024-01-02T03:00:00.0000450Z");
}

TEST(ClockTest, ManualClockWaitsByMovingItsTime) {
  ManualClock clock;
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  const auto start = clock.monotonic();
  clock.wait_until(lock, condition, start + seconds{30}, {});
  EXPECT_EQ(clock.monotonic() - start, seconds{30});
}

TEST(ClockTest, SystemClockStopsWaitingWhenAsked) {
  SystemClock clock;
  std::mutex mutex;
  std::condition_variable_any condition;
  std::stop_source stop;
  stop.request_stop();
  std::unique_lock lock(mutex);
  const auto deadline = clock.monotonic() + std::chrono::hours{1};
  clock.wait_until(lock, condition, deadline, stop.get_token());
  EXPECT_LT(clock.monotonic(), deadline);
}

}  // namespace
}  // namespace penstock
