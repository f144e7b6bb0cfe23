#include "base/kill_point.h"

#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include <gtest/gtest.h>

namespace penstock {
namespace {

using ::testing::ExitedWithCode;
using ::testing::KilledBySignal;

/// What a process with such an environment does: passes `times` times, then ends by itself.
void pass(const char* fate, int times) {
  setenv("PENSTOCK_KILL_POINT", fate, 1);
  for (int i = 0; i < times; ++i) kill_point("here");
  _exit(0);
}

TEST(KillPointDeathTest, EndsTheProcessAndSaysWhere) {
  EXPECT_EXIT(pass("here 1 0", 1), KilledBySignal(SIGKILL), "killed at the point here");
}

TEST(KillPointDeathTest, EndsItOnceInItsOdds) {
  EXPECT_EXIT(pass("here 10 7", 1000), KilledBySignal(SIGKILL), "here");
  EXPECT_EXIT(pass("here 1000000000 7", 1), ExitedWithCode(0), "");
}

TEST(KillPointDeathTest, LeavesOtherPointsAlone) {
  EXPECT_EXIT(pass("there 1 0", 10), ExitedWithCode(0), "");
  EXPECT_EXIT(pass("", 10), ExitedWithCode(0), "");
  EXPECT_EXIT(pass("here", 10), ExitedWithCode(0), "");
}

}  // namespace
}  // namespace penstock
