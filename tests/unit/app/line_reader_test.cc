#include "app/import/line_reader.h"

#include <sstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream input(text);
  LineReader reader(input);
  std::vector<std::string> lines;
  std::string line;
  while (testing::must(reader.next(line))) lines.push_back(line);
  return lines;
}

TEST(LineReaderTest, ReadsLinesOfBothKindsOfEnd) {
  EXPECT_THAT(lines_of("a\r\nb\n\nc\n"), ElementsAre("a", "b", "", "c"));
}

TEST(LineReaderTest, ReadsLastLineWithoutEnd) {
  EXPECT_THAT(lines_of("a\nb"), ElementsAre("a", "b"));
}

TEST(LineReaderTest, EmptyInputHasNoLine) { EXPECT_THAT(lines_of(""), ElementsAre()); }

TEST(LineReaderTest, ReadsLinesLongerThanItsBuffer) {
  const std::string large(1'000'000, 'x');
  EXPECT_THAT(lines_of(large + "\n" + large + "y\n"), ElementsAre(large, large + "y"));
}

TEST(LineReaderTest, CountsLinesAndBytes) {
  std::istringstream input("one\ntwo\r\nthree");
  LineReader reader(input);
  std::string line;
  testing::must(reader.next(line));
  EXPECT_EQ(reader.line_number(), 1u);
  EXPECT_EQ(reader.bytes_read(), 4u);
  testing::must(reader.next(line));
  EXPECT_EQ(reader.line_number(), 2u);
  EXPECT_EQ(reader.bytes_read(), 9u);
  testing::must(reader.next(line));
  EXPECT_EQ(reader.bytes_read(), 14u);
}

TEST(LineReaderTest, RefusesLineOverItsBound) {
  std::istringstream input("short\n" + std::string(100, 'x'));
  LineReader reader(input, 50);
  std::string line;
  ASSERT_OK(reader.next(line));

  const auto second = reader.next(line);

  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(second.error().message, HasSubstr("line 2"));
}

}  // namespace
}  // namespace penstock::app
