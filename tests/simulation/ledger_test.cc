#include "simulation/ledger.h"

#include <fstream>

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace penstock::simulation {
namespace {

TEST(LedgerTest, RangesOfSeedsAreRead) {
  const auto range = parse_seed_range("3..17");

  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(range->first, 3u);
  EXPECT_EQ(range->last, 17u);
  for (const auto* text : {"", "3", "3..", "..3", "17..3", "a..b", "1...3"}) {
    EXPECT_FALSE(parse_seed_range(text).has_value()) << text;
  }
}

TEST(LedgerTest, ARunGoesOnAfterTheHighestSeedOfTheOnesBefore) {
  const testing::TemporaryDirectory folder;
  const auto path = folder.path() + "/ledger.md";
  EXPECT_EQ(last_seed_in(path), 0u);
  std::ofstream(path) << "# Runs\n\n| date | commit | seeds |\n| --- | --- | --- |\n";

  append_to_ledger(path, {.first = 1, .last = 500});
  append_to_ledger(path, {.first = 501, .last = 700});
  append_to_ledger(path, {.first = 20, .last = 30});

  EXPECT_EQ(last_seed_in(path), 700u);
}

TEST(LedgerTest, ARunThatWasInterruptedAtOnceLeavesNothing) {
  const testing::TemporaryDirectory folder;
  const auto path = folder.path() + "/ledger.md";

  append_to_ledger(path, {.first = 1, .last = 0});

  EXPECT_EQ(last_seed_in(path), 0u);
}

}  // namespace
}  // namespace penstock::simulation
