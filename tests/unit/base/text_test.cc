#include "base/text.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace penstock {
namespace {

TEST(TextTest, FoldsAsciiAndOtherLetters) {
  EXPECT_EQ(fold_case("Orders/1-A"), "orders/1-a");
  EXPECT_EQ(fold_case("ÄPFEL/Ж"), "äpfel/ж");
  EXPECT_TRUE(equal_ignoring_case("Übung", "übung"));
  EXPECT_FALSE(equal_ignoring_case("a", "b"));
}

TEST(TextTest, BytesThatAreNotUtf8AreKept) {
  EXPECT_EQ(fold_case("A\xff"), "a\xff");
  EXPECT_FALSE(is_utf8("\xff"));
}

TEST(TextTest, ExcerptCutsBetweenCharacters) {
  EXPECT_EQ(excerpt("short", 10), "short");
  EXPECT_EQ(excerpt("aé", 2), "a…");
  EXPECT_EQ(excerpt("a\xff", 10), "a\uFFFD");
  EXPECT_EQ(excerpt("a\xff\xc3", 2), "a\uFFFD…");
}

}  // namespace
}  // namespace penstock
