#include "app/termination.h"

#include <unistd.h>

#include <gtest/gtest.h>

namespace penstock::app {
namespace {

TEST(StopOnTerminationTest, SignalRequestsAStopInsteadOfEndingTheProcess) {
  const StopOnTermination termination;
  ASSERT_FALSE(termination.token().stop_requested());

  kill(getpid(), SIGTERM);
  termination.wait();

  EXPECT_TRUE(termination.token().stop_requested());
}

// Otherwise this hangs, and fails by its time limit.
TEST(StopOnTerminationTest, EndsWithoutASignal) { const StopOnTermination termination; }

}  // namespace
}  // namespace penstock::app
