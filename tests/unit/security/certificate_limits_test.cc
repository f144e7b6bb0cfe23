#include "security/certificate_limits.h"

#include <gtest/gtest.h>

namespace penstock::security {
namespace {

using std::chrono::milliseconds;

class CertificateLimitsTest : public ::testing::Test {
 protected:
  static int served(CertificateLimits& limits, const std::string& pin, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limits.take_request(pin) ? 1 : 0;
    return count;
  }

  ManualClock clock_;
};

TEST_F(CertificateLimitsTest, ServesASecondsRequestsAtOnceAndThenAsTimePasses) {
  CertificateLimits limits({.requests_per_second_max = 10}, clock_);
  EXPECT_EQ(served(limits, "ann", 20), 10);
  clock_.advance(milliseconds{500});
  EXPECT_EQ(served(limits, "ann", 20), 5);
  clock_.advance(milliseconds{60'000});
  EXPECT_EQ(served(limits, "ann", 20), 10);
}

TEST_F(CertificateLimitsTest, ServesOthersMeanwhile) {
  CertificateLimits limits({.connections_max = 1, .requests_per_second_max = 1}, clock_);
  EXPECT_EQ(served(limits, "ann", 5), 1);
  EXPECT_EQ(served(limits, "bob", 1), 1);
  const auto anns = limits.open_connection("ann");
  EXPECT_EQ(limits.open_connection("ann"), nullptr);
  EXPECT_NE(limits.open_connection("bob"), nullptr);
}

TEST_F(CertificateLimitsTest, ForgetsThoseWhoAskNoMore) {
  CertificateLimits limits({.requests_per_second_max = 10}, clock_);
  for (int i = 0; i < 30'000; ++i) {
    EXPECT_EQ(served(limits, std::to_string(i), 1), 1);
    clock_.advance(milliseconds{100});
  }
  EXPECT_EQ(served(limits, "29999", 20), 10);
}

TEST_F(CertificateLimitsTest, ServesNoMoreKeysThanItCanCount) {
  CertificateLimits limits({.requests_per_second_max = 10}, clock_);
  int keys = 0;
  for (int i = 0; i < 30'000; ++i) keys += served(limits, std::to_string(i), 1);
  EXPECT_EQ(keys, 10'000);
  EXPECT_EQ(served(limits, "0", 20), 9) << "is known";
  clock_.advance(milliseconds{1000});
  EXPECT_EQ(served(limits, "ann", 1), 1);
}

TEST_F(CertificateLimitsTest, TakesAConnectionForEachThatIsClosed) {
  CertificateLimits limits({.connections_max = 2}, clock_);
  auto first = limits.open_connection("ann");
  auto second = limits.open_connection("ann");
  EXPECT_EQ(limits.open_connection("ann"), nullptr);
  first.reset();
  EXPECT_NE(limits.open_connection("ann"), nullptr);
}

TEST_F(CertificateLimitsTest, LetsAConnectionOutliveIt) {
  CertificateLimits::Connection connection;
  {
    CertificateLimits limits({.connections_max = 1}, clock_);
    connection = limits.open_connection("ann");
  }
  EXPECT_NE(connection, nullptr);
  connection.reset();
}

TEST_F(CertificateLimitsTest, HasNoneUnlessItIsTold) {
  CertificateLimits limits({}, clock_);
  EXPECT_EQ(served(limits, "ann", 1000), 1000);
  EXPECT_NE(limits.open_connection("ann"), nullptr);
}

}  // namespace
}  // namespace penstock::security
