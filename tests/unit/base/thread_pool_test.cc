#include "base/thread_pool.h"

#include <atomic>
#include <latch>

#include <gtest/gtest.h>

namespace penstock {
namespace {

TEST(ThreadPoolTest, StopRunsWhatWaits) {
  std::atomic<int> ran = 0;
  ThreadPool pool("test", 2, 100);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.submit([&ran] { ++ran; }));
  pool.stop();
  EXPECT_EQ(ran, 50);
  EXPECT_FALSE(pool.submit([] {}));
}

TEST(ThreadPoolTest, AFullQueueRefuses) {
  std::latch started(1);
  std::latch finish(1);
  ThreadPool pool("test", 1, 1);
  ASSERT_TRUE(pool.submit([&] {
    started.count_down();
    finish.wait();
  }));
  started.wait();
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_FALSE(pool.submit([] {}));
  finish.count_down();
}

}  // namespace
}  // namespace penstock
