#include "documents/hilo.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using std::chrono::seconds;
using testing::TemporaryDatabase;

class HiloTest : public ::testing::Test {
 protected:
  Result<HiloRange> take(const HiloRequest& request) {
    HiloRange range;
    TRY(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      range = TRY(take_hilo_range(context, request, database_.clock().now()));
      return {};
    }));
    return range;
  }
  void give_back(std::int64_t end, std::int64_t last) {
    EXPECT_OK(database_->write_and_wait(
        [&](WriteContext& context) { return return_hilo_range(context, "orders", end, last); }));
  }
  /// The size of the range after one of `last` numbers that was taken `age` ago.
  std::int64_t size_after(std::int64_t last, seconds age) {
    const auto range =
        take({.tag = "x", .last_batch_size = last, .last_range_at = database_.clock().now() - age});
    EXPECT_OK(range);
    EXPECT_EQ(range->high - range->low + 1, range->last_size);
    return range->last_size;
  }

  TemporaryDatabase database_;
};

TEST_F(HiloTest, FirstRangeHasThirtyTwoNumbers) {
  const auto range = take({.tag = "orders", .separator = "-"});

  ASSERT_OK(range);
  EXPECT_EQ(range->prefix, "orders-");
  EXPECT_EQ(range->low, 1);
  EXPECT_EQ(range->high, 32);
  EXPECT_EQ(range->last_range_at, database_.clock().now());
  const auto document = database_.get("Raven/Hilo/orders");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->body, R"({"Max":32})");
  EXPECT_EQ(document->collection, kHiloCollection);
}

TEST_F(HiloTest, RangesDoNotOverlap) {
  EXPECT_EQ(take({.tag = "orders"})->high, 32);
  EXPECT_EQ(take({.tag = "ORDERS"})->low, 33);
  EXPECT_EQ(take({.tag = "users"})->low, 1);
  EXPECT_EQ(take({.tag = "orders", .last_max = 500})->low, 501);
}

TEST_F(HiloTest, SizeFollowsHowFastNumbersAreUsed) {
  EXPECT_EQ(size_after(64, seconds{29}), 128);
  EXPECT_EQ(size_after(64, seconds{45}), 64);
  EXPECT_EQ(size_after(128, seconds{61}), 64);
  EXPECT_EQ(size_after(40, seconds{61}), 32);
  EXPECT_EQ(size_after(1, seconds{1}), 32);
  EXPECT_EQ(size_after(std::int64_t{1} << 40, seconds{1}), std::int64_t{1} << 20);
}

TEST_F(HiloTest, RestOfTheLastRangeIsGivenBack) {
  ASSERT_OK(take({.tag = "orders"}));
  give_back(32, 3);
  EXPECT_EQ(take({.tag = "orders"})->low, 4);
}

TEST_F(HiloTest, RestIsLostWhenALaterRangeWasTaken) {
  ASSERT_OK(take({.tag = "orders"}));
  ASSERT_OK(take({.tag = "orders"}));
  give_back(32, 3);
  give_back(64, 99);
  EXPECT_EQ(take({.tag = "orders"})->low, 65);
}

TEST_F(HiloTest, WrongRequestsAreRefused) {
  EXPECT_EQ(take({.tag = ""}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(take({.tag = "x", .last_max = INT64_MAX}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(take({.tag = std::string(600, 'x')}).error().code, ErrorCode::kInvalidArgument);
  database_.put_in("@hilo", "Raven/Hilo/broken");
  EXPECT_EQ(take({.tag = "broken"}).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace penstock::documents
