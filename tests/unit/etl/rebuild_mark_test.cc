#include "etl/rebuild_mark.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;

class RebuildMarkTest : public ::testing::Test {
 protected:
  const ProcessKey process_{"db", "Orders", "S1"};
  penstock::testing::TemporaryDatabase database_;
  RebuildMark mark_{*database_, process_, Generation{3}};
};

TEST_F(RebuildMarkTest, IsKeptUntilItIsCleared) {
  EXPECT_FALSE(must(mark_.read()).has_value());

  must(mark_.set({.is_swept = true, .from = Etag{5}, .up_to = Etag{9}}));
  const auto rebuild = must(mark_.read());
  ASSERT_TRUE(rebuild.has_value());
  EXPECT_TRUE(rebuild->is_swept);
  EXPECT_EQ(rebuild->from, Etag{5});
  EXPECT_EQ(rebuild->up_to, Etag{9});

  must(mark_.clear());
  EXPECT_FALSE(must(mark_.read()).has_value());
}

TEST_F(RebuildMarkTest, IsAbsentAfterAReset) {
  must(mark_.set({}));
  EXPECT_FALSE(must(RebuildMark(*database_, process_, Generation{4}).read()).has_value());
}

// Layout 1: what was stored once is read for ever.
TEST_F(RebuildMarkTest, KeepsItsLayout) {
  must(mark_.set({.is_swept = true, .from = Etag{5}, .up_to = Etag{0x1234}}));

  const auto items = must(must(database_->snapshot()).items("etl/rebuild/", 10));

  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].first, std::string("etl/rebuild/\0\0\0\6orders\0\0\0\2s1", 28));
  EXPECT_EQ(to_hex(items[0].second),
            "01000000000000000301"
            "0000000000000005"
            "0000000000001234");
}

}  // namespace
}  // namespace penstock::etl
