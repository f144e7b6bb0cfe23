#include "etl/dismissed_alerts.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;

constexpr WallTime at(int second) { return WallTime{std::chrono::seconds(second)}; }

class DismissedAlertsTest : public ::testing::Test {
 protected:
  bool hides(int created_at, int now) {
    return must(dismissed_.hides("AlertRaised/Etl_LoadError/T", at(created_at), at(now)));
  }

  penstock::testing::TemporaryDatabase database_;
  DismissedAlerts dismissed_{*database_};
};

TEST_F(DismissedAlertsTest, HidesWhatWasThereForAsLongAsIsSaid) {
  EXPECT_FALSE(hides(5, 10));

  must(
      dismissed_.dismiss("alertraised/etl_loaderror/t", {.created_up_to = at(5), .until = at(20)}));

  EXPECT_TRUE(hides(5, 10));
  EXPECT_FALSE(hides(6, 10));
  EXPECT_FALSE(hides(5, 20));
  EXPECT_FALSE(must(dismissed_.hides("another", at(5), at(10))));
}

// Layout 1: what was stored once is read for ever.
TEST_F(DismissedAlertsTest, KeepsItsLayout) {
  must(dismissed_.dismiss("A/B", {.created_up_to = at(1), .until = at(2)}));

  const auto items = must(must(database_->snapshot()).items("etl/dismissed/", 10));

  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].first, "etl/dismissed/a/b");
  EXPECT_EQ(to_hex(items[0].second), "0100000000000f424000000000001e8480");
}

}  // namespace
}  // namespace penstock::etl
