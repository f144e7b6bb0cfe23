#include "base/guarded.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace penstock {
namespace {

TEST(GuardedTest, NoUpdateIsLostBetweenThreads) {
  Guarded<int> counter(0);
  {
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&counter] {
        for (int n = 0; n < 1000; ++n) counter.with([](int& value) { ++value; });
      });
    }
  }
  EXPECT_EQ(counter.with([](int value) { return value; }), 4000);
}

}  // namespace
}  // namespace penstock
