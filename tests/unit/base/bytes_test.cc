#include "base/bytes.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

TEST(BytesTest, NumbersAreBigEndianSoThatByteOrderIsNumberOrder) {
  std::string one;
  std::string large;
  append_u64(one, 1);
  append_u64(large, 0x0102030405060708);
  EXPECT_EQ(to_hex(large), "0102030405060708");
  EXPECT_LT(one, large);
}

TEST(BytesTest, ReadsBackWhatWasWritten) {
  std::string bytes;
  append_u32(bytes, 7);
  append_text(bytes, "abc");
  append_u64(bytes, 9);
  ByteReader reader(bytes);
  EXPECT_EQ(reader.u32(), 7u);
  EXPECT_EQ(reader.text(), "abc");
  EXPECT_EQ(reader.u64(), 9u);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.at_end());
}

TEST(BytesTest, ReadingPastTheEndIsNoticed) {
  std::string bytes;
  append_u32(bytes, 100);  // A length that the bytes do not have.
  ByteReader reader(bytes);
  EXPECT_EQ(reader.text(), "");
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace penstock
