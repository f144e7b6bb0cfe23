#include "etl/progress.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using testing::must;

constexpr std::uint64_t kCountedMax = 10;
constexpr std::uint64_t kDocuments = 100;

class ProgressTest : public ::testing::Test {
 protected:
  ProgressTest() {
    for (std::uint64_t n = 1; n <= kDocuments; ++n) {
      database_.put_in("Orders", "orders/" + std::to_string(n));
    }
    database_.put_in("Users", "users/1");
    orders_.name = "S";
    orders_.collections = {"Orders"};
    orders_.script = "loadToOrders(this)";
  }

  /// Of a process that is so far.
  ItemProgress documents_after(std::optional<Etag> checkpoint) {
    ProcessStatistics statistics;
    statistics.checkpoint = checkpoint;
    const auto progress =
        must(must(ProgressReader::open(*database_, kCountedMax)).read(orders_, statistics));
    EXPECT_EQ(progress.is_at_least, progress.documents.is_at_least);
    EXPECT_EQ(progress.completed, progress.documents.remaining == 0);
    EXPECT_EQ(progress.documents.total, kDocuments);
    return progress.documents;
  }

  testing::TemporaryDatabase database_;
  Transformation orders_;
};

TEST_F(ProgressTest, IsExactNearTheEnd) {
  for (const auto& [checkpoint, remaining] :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{100, 0}, {99, 1}, {91, 9}}) {
    const auto documents = documents_after(Etag{checkpoint});
    EXPECT_EQ(documents.remaining, remaining);
    EXPECT_FALSE(documents.is_at_least);
  }
}

TEST_F(ProgressTest, IsExactNearTheBeginning) {
  EXPECT_EQ(documents_after(std::nullopt).remaining, kDocuments);
  EXPECT_EQ(documents_after(Etag{}).remaining, kDocuments);
  const auto documents = documents_after(Etag{9});
  EXPECT_EQ(documents.remaining, kDocuments - 9);
  EXPECT_FALSE(documents.is_at_least);
}

TEST_F(ProgressTest, SaysInTheMiddleWhatRemainsAtLeast) {
  const auto documents = documents_after(Etag{50});
  EXPECT_EQ(documents.remaining, kCountedMax);
  EXPECT_TRUE(documents.is_at_least);
}

}  // namespace
}  // namespace penstock::etl
