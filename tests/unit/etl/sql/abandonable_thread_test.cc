#include "etl/sql/driver/abandonable_thread.h"

#include <future>

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLong{10'000};

TEST(AbandonableThreadTest, RunsOneCallAfterTheOther) {
  AbandonableThread thread;
  int calls = 0;
  for (int i = 0; i < 3; ++i) {
    thread.start([&calls] { ++calls; });
    ASSERT_TRUE(thread.wait_for(kLong));
  }
  EXPECT_EQ(calls, 3);
  EXPECT_TRUE(thread.wait_for(milliseconds(0))) << "nothing to wait for";
}

TEST(AbandonableThreadTest, HasLetGoOfACallThatHasEnded) {
  AbandonableThread thread;
  auto owned = std::make_shared<int>(1);
  const std::weak_ptr<int> observed = owned;
  thread.start([owned = std::move(owned)] {});

  ASSERT_TRUE(thread.wait_for(kLong));

  EXPECT_TRUE(observed.expired());
}

TEST(AbandonableThreadTest, IsLeftToItselfWithACallThatDoesNotReturn) {
  auto release = std::make_shared<std::promise<void>>();
  auto ended = std::make_shared<std::promise<void>>();
  auto has_ended = ended->get_future();
  {
    AbandonableThread thread;
    thread.start([released = release->get_future().share(), ended] {
      released.wait();
      ended->set_value();
    });
    EXPECT_FALSE(thread.wait_for(milliseconds(1)));
  }
  release->set_value();
  EXPECT_EQ(has_ended.wait_for(kLong), std::future_status::ready);
}

}  // namespace
}  // namespace penstock::etl::sql
