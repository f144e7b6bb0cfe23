#include "http/byte_range.h"

#include <gmock/gmock.h>

#include "support/assertions.h"

namespace penstock::http {
namespace {

using testing::must;

/// "offset+size" of ten bytes; "all" for no range; "400" or "416" for an error.
std::string range(std::string_view header) {
  const auto parsed = parse_range(header, 10);
  if (!parsed) return parsed.error().code == ErrorCode::kTooLarge ? "416" : "400";
  if (!*parsed) return "all";
  return std::to_string((*parsed)->offset) + "+" + std::to_string((*parsed)->size);
}

TEST(ByteRangeTest, ReadsTheThreeForms) {
  EXPECT_EQ(range("bytes=2-5"), "2+4");
  EXPECT_EQ(range("bytes=2-2"), "2+1");
  EXPECT_EQ(range("bytes=2-"), "2+8");
  EXPECT_EQ(range("bytes=-3"), "7+3");
}

TEST(ByteRangeTest, EndsWhereTheBodyEnds) {
  EXPECT_EQ(range("bytes=8-99999"), "8+2");
  EXPECT_EQ(range("bytes=0-18446744073709551615"), "0+10");
  EXPECT_EQ(range("bytes=-11"), "0+10");
}

TEST(ByteRangeTest, LeavesWhatItNeedNotKnowToTheWholeBody) {
  EXPECT_EQ(range("bytes=0-1,4-5"), "all");
  EXPECT_EQ(range("lines=0-1"), "all");
}

TEST(ByteRangeTest, RefusesWhatIsNoRange) {
  EXPECT_EQ(range("bytes=5-2"), "400");
  EXPECT_EQ(range("bytes=-"), "400");
  EXPECT_EQ(range("bytes="), "400");
  EXPECT_EQ(range("bytes=a-b"), "400");
  EXPECT_EQ(range("bytes=1-b"), "400");
  EXPECT_EQ(range("bytes=--5"), "400");
  EXPECT_EQ(range("bytes=99999999999999999999-"), "400");
}

TEST(ByteRangeTest, KnowsWhatLiesBeyondTheBody) {
  EXPECT_EQ(range("bytes=10-"), "416");
  EXPECT_EQ(range("bytes=10-20"), "416");
  EXPECT_EQ(range("bytes=-0"), "416");
  EXPECT_FALSE(parse_range("bytes=0-", 0).has_value());
}

}  // namespace
}  // namespace penstock::http
