#include <gtest/gtest.h>

#include "kv/engine.h"

namespace penstock::kv {
namespace {

using namespace std::string_literals;

TEST(KeyRangesTest, AllKeysWithThePrefixAndNoOthersAreInItsRange) {
  const auto range = prefix_range("ab");
  EXPECT_EQ(range.begin, "ab");
  EXPECT_EQ(range.end, "ac");
}

TEST(KeyRangesTest, HighestBytesCarryOver) {
  EXPECT_EQ(prefix_range("a\xff\xff").end, "b");
  EXPECT_EQ(prefix_range("a\x7f").end, "a\x80");
}

TEST(KeyRangesTest, PrefixesOfHighestBytesOnlyHaveNoEnd) {
  EXPECT_EQ(prefix_range("\xff\xff").end, "");
  EXPECT_EQ(prefix_range("").end, "");
}

TEST(KeyRangesTest, NothingLiesBetweenAKeyAndTheKeyAfterIt) {
  EXPECT_EQ(key_after("a"), "a\0"s);
  EXPECT_EQ(key_after(""), "\0"s);
}

}  // namespace
}  // namespace penstock::kv
