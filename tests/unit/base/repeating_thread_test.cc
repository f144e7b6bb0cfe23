#include "base/repeating_thread.h"

#include <atomic>

#include <gtest/gtest.h>

#include "support/eventually.h"

namespace penstock {
namespace {

using ::penstock::testing::eventually;
using std::chrono::hours;

TEST(RepeatingThreadTest, WorksAgainWhenTheWorkSaidSo) {
  SystemClock clock;
  std::atomic<int> runs = 0;
  RepeatingThread thread(clock);
  thread.start("test", clock.monotonic(), [&](const std::stop_token&) {
    return clock.monotonic() + (++runs < 3 ? hours{0} : hours{1});
  });

  EXPECT_TRUE(eventually([&] { return runs == 3; }));
}

TEST(RepeatingThreadTest, WorksAtOnceWhenItIsWoken) {
  SystemClock clock;
  std::atomic<int> runs = 0;
  RepeatingThread thread(clock);
  thread.start("test", clock.monotonic() + hours{1}, [&](const std::stop_token&) {
    ++runs;
    return clock.monotonic() + hours{1};
  });

  thread.wake();
  EXPECT_TRUE(eventually([&] { return runs == 1; }));
  thread.stop();
  EXPECT_EQ(runs, 1);
}

TEST(RepeatingThreadTest, StopsInTheMiddleOfAWaitAndTellsTheWork) {
  SystemClock clock;
  std::atomic<bool> working = false;
  std::atomic<bool> told = false;
  RepeatingThread busy(clock);
  busy.start("busy", clock.monotonic(), [&](const std::stop_token& stop) {
    working = true;
    told = eventually([&] { return stop.stop_requested(); });
    return clock.monotonic();
  });
  RepeatingThread waiting(clock);
  waiting.start("waiting", clock.monotonic() + hours{1},
                [&](const std::stop_token&) { return clock.monotonic(); });
  ASSERT_TRUE(eventually([&] { return working.load(); }));

  waiting.stop();
  busy.stop();
  busy.stop();

  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace penstock
