#include "etl/sql/driver/session_wait.h"

#include <array>
#include <poll.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using std::chrono::seconds;

class SessionWaitTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(pipe(pipe_.data()), 0); }
  void TearDown() override {
    close(pipe_[0]);
    close(pipe_[1]);
  }

  ManualClock clock_;
  std::array<int, 2> pipe_{};
  std::stop_source stop_;
};

TEST_F(SessionWaitTest, EndsWhenTheSocketIsReady) {
  SessionWait wait(clock_, {}, {});
  wait.limit_statement();
  ASSERT_EQ(write(pipe_[1], "x", 1), 1);

  EXPECT_FALSE(wait.wait(pipe_[0], POLLIN));
}

TEST_F(SessionWaitTest, EndsBehindTheDeadline) {
  SessionWait wait(clock_, {}, {});
  wait.limit(seconds{5});
  clock_.advance(seconds{6});

  const auto failure = wait.wait(pipe_[0], POLLIN);

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, FailureClass::kTimeout);
}

TEST_F(SessionWaitTest, SaysThatItWasStoppedEvenBehindTheDeadline) {
  SessionWait wait(clock_, stop_.get_token(), {});
  wait.limit(seconds{5});
  clock_.advance(seconds{6});
  stop_.request_stop();

  const auto failure = wait.wait(pipe_[0], POLLIN);

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, FailureClass::kCancelled);
}

TEST_F(SessionWaitTest, WaitsLongerThanTheServerItselfAllows) {
  SessionWait wait(clock_, {}, {.statement = seconds{20}});
  wait.limit_statement();
  clock_.advance(seconds{20});

  EXPECT_FALSE(wait.interruption());
}

}  // namespace
}  // namespace penstock::etl::sql
