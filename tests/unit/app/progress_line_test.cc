#include "app/terminal/progress_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/terminal/format.h"

namespace penstock::app {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProgressLineTest, BarFillsWithWhatIsDone) {
  EXPECT_EQ(format_bar(0, 10, 4), "────");
  EXPECT_EQ(format_bar(5, 10, 4), "━━──");
  EXPECT_EQ(format_bar(10, 10, 4), "━━━━");
  EXPECT_EQ(format_bar(12, 10, 4), "━━━━");
  EXPECT_EQ(format_bar(0, 0, 4), "━━━━");
}

TEST(ProgressLineTest, ShowsPartRateAndRemainingTime) {
  const auto line =
      format_progress({.done = 25, .total = 100, .documents = 5000, .elapsed = seconds{10}}, 80);

  EXPECT_THAT(line, HasSubstr(" 25 %"));
  EXPECT_THAT(line, HasSubstr("5,000 documents"));
  EXPECT_THAT(line, HasSubstr("500/s"));
  EXPECT_THAT(line, HasSubstr("30 s left"));
}

TEST(ProgressLineTest, WithoutTotalShowsElapsedTime) {
  const auto line = format_progress({.documents = 70, .elapsed = seconds{12}}, 80);

  EXPECT_THAT(line, HasSubstr("12 s"));
  EXPECT_THAT(line, Not(HasSubstr("%")));
}

TEST(ProgressLineTest, FitsTheTerminal) {
  for (const std::size_t columns : {40u, 60u, 80u, 120u}) {
    const auto line = format_progress(
        {.done = 1, .total = 3'000'000, .documents = 1'000'000, .elapsed = seconds{4000}}, columns);
    EXPECT_LE(display_width(line), columns);
  }
}

TEST(ProgressLineTest, GuessesNoRemainingTimeAtTheStart) {
  const auto line =
      format_progress({.done = 1, .total = 100, .documents = 1, .elapsed = seconds{0}}, 80);
  EXPECT_THAT(line, Not(HasSubstr("left")));
}

}  // namespace
}  // namespace penstock::app
