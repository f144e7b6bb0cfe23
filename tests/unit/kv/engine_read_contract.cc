#include <gmock/gmock.h>

#include "unit/kv/engine_contract.h"

namespace penstock::kv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using namespace std::string_literals;

using Keys = std::vector<std::string>;

TEST_P(EngineContract, GetTellsAbsentFromEmpty) {
  put({{"empty", ""}});
  EXPECT_THAT(get("empty"), Optional(""s));
  EXPECT_EQ(get("absent"), std::nullopt);
}

TEST_P(EngineContract, GetManyAnswersInTheOrderAsked) {
  put({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const auto values = testing::must(snapshot()->get_many(Keys{"c", "x", "a", "c"}));
  EXPECT_THAT(values, ElementsAre("3", std::nullopt, "1", "3"));
}

TEST_P(EngineContract, GetManyOfNoKeysIsEmpty) {
  EXPECT_THAT(testing::must(snapshot()->get_many(Keys{})), IsEmpty());
}

// One that reads everything once may go about it in another way than one that reads here and there.
TEST_P(EngineContract, GetManyFindsNeighboursAndWhatLiesApart) {
  constexpr int kEntries = 2'000;
  const auto key = [](int number) { return "orders/" + std::to_string(number); };
  WriteBatch batch;
  for (int i = 0; i < kEntries; ++i) batch.put(key(i), std::to_string(i));
  for (int i = 500; i < 1'500; ++i) batch.erase(key(i));
  ASSERT_OK(engine().commit(batch, std::nullopt));
  Keys asked{"absent", "orders/", "z"};
  std::vector<std::optional<std::string>> expected(asked.size());
  const auto ask = [&](int number) {
    const bool is_there = number < 500 || number >= 1'500;
    asked.push_back(key(number));
    expected.push_back(is_there ? std::optional(std::to_string(number)) : std::nullopt);
  };
  for (const int number : {100, 101, 102, 102, 103, 700, 1'499, 1'500, 1'999, 104, 7}) ask(number);
  for (int number = 0; number < kEntries; number += 3) ask(number);

  for (const auto reuse : {Reuse::kLikely, Reuse::kUnlikely}) {
    EXPECT_EQ(testing::must(snapshot()->get_many(asked, reuse)), expected);
    EXPECT_EQ(testing::must(snapshot()->get_many(Keys{"orders/1", "orders/3"}, reuse)),
              (std::vector<std::optional<std::string>>{"1", "3"}));
  }
}

TEST_P(EngineContract, VisitManyEndsWhenTheVisitorHasEnough) {
  put({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  for (const auto reuse : {Reuse::kLikely, Reuse::kUnlikely}) {
    int visits = 0;
    ASSERT_OK(snapshot()->visit_many(Keys{"a", "b", "c"}, reuse,
                                     [&](std::size_t, const auto&) { return ++visits < 2; }));
    EXPECT_EQ(visits, 2);
  }
}

TEST_P(EngineContract, KeysAndValuesAreBytesAndCompareUnsigned) {
  const auto high = "\xff\xff"s;
  const auto nul = "\0"s;
  const auto inner = "a\0b"s;
  put({{high, nul}, {nul, high}, {inner, ""}, {"a", "x"}, {"\x7f", ""}});
  EXPECT_THAT(entries(), ElementsAre(Pair(nul, high), Pair("a", "x"), Pair(inner, ""),
                                     Pair("\x7f", ""), Pair(high, nul)));
  EXPECT_THAT(get(high), Optional(nul));
}

TEST_P(EngineContract, ValuesOfManyBytesComeBackWhole) {
  const std::string value(3'000'000, 'v');
  put({{"large", value}});
  EXPECT_TRUE(get("large") == value);
}

TEST_P(EngineContract, ScansIncludeTheBeginAndExcludeTheEnd) {
  put({{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}});
  const auto view = snapshot();
  const Range range{"b", "d"};
  EXPECT_THAT(keys(testing::must(view->scan(range, Direction::kForward, {}))),
              ElementsAre("b", "c"));
  EXPECT_THAT(keys(testing::must(view->scan(range, Direction::kBackward, {}))),
              ElementsAre("c", "b"));
}

TEST_P(EngineContract, ScansWithoutEndReachTheLastKey) {
  put({{"a", ""}, {"b", ""}, {"\xff\xff", ""}});
  const auto view = snapshot();
  EXPECT_THAT(keys(testing::must(view->scan({"b", ""}, Direction::kForward, {}))),
              ElementsAre("b", "\xff\xff"));
  EXPECT_THAT(keys(testing::must(view->scan({"b", ""}, Direction::kBackward, {}))),
              ElementsAre("\xff\xff", "b"));
}

TEST_P(EngineContract, RangesThatHoldNothingScanToNothing) {
  put({{"b", ""}});
  const auto view = snapshot();
  for (const auto& range : {Range{"c", "d"}, Range{"b", "b"}, Range{"c", "a"}}) {
    for (const auto direction : {Direction::kForward, Direction::kBackward}) {
      const auto page = testing::must(view->scan(range, direction, {}));
      EXPECT_THAT(page.entries, IsEmpty());
      EXPECT_FALSE(page.more);
    }
  }
}

TEST_P(EngineContract, PagesEndAtTheEntryLimitAndSayWhetherThereIsMore) {
  put({{"a", ""}, {"b", ""}, {"c", ""}});
  const auto view = snapshot();
  const auto forward = testing::must(view->scan({}, Direction::kForward, {.entries_max = 2}));
  EXPECT_THAT(keys(forward), ElementsAre("a", "b"));
  EXPECT_TRUE(forward.more);
  const auto backward = testing::must(view->scan({}, Direction::kBackward, {.entries_max = 2}));
  EXPECT_THAT(keys(backward), ElementsAre("c", "b"));
  EXPECT_TRUE(backward.more);
  const auto whole = testing::must(view->scan({}, Direction::kForward, {.entries_max = 3}));
  EXPECT_EQ(whole.entries.size(), 3u);
  EXPECT_FALSE(whole.more);
}

TEST_P(EngineContract, PagesEndBeforeTheByteLimitIsPassed) {
  put({{"a", "1234"}, {"b", "1234"}, {"c", "1234"}});
  const auto page = testing::must(snapshot()->scan({}, Direction::kForward, {.bytes_max = 14}));
  EXPECT_THAT(keys(page), ElementsAre("a", "b"));
  EXPECT_TRUE(page.more);
}

TEST_P(EngineContract, PagesHoldOneEntryHoweverLarge) {
  put({{"a", std::string(1000, 'x')}, {"b", ""}});
  const auto page =
      testing::must(snapshot()->scan({}, Direction::kForward, {.entries_max = 0, .bytes_max = 1}));
  EXPECT_THAT(keys(page), ElementsAre("a"));
  EXPECT_TRUE(page.more);
}

TEST_P(EngineContract, PagesContinueFromTheirLastKeyInBothDirections) {
  Pairs all;
  for (char c = 'a'; c <= 'z'; ++c) all.emplace_back(std::string(1, c), "");
  put(all);
  const auto view = snapshot();
  Keys forward;
  Keys backward;
  for (Range rest{"a", "z"};; rest.begin = key_after(forward.back())) {
    const auto page = testing::must(view->scan(rest, Direction::kForward, {.entries_max = 4}));
    for (const auto& entry : page.entries) forward.push_back(entry.key);
    if (!page.more) break;
  }
  for (Range rest{"a", "z"};; rest.end = backward.back()) {
    const auto page = testing::must(view->scan(rest, Direction::kBackward, {.entries_max = 4}));
    for (const auto& entry : page.entries) backward.push_back(entry.key);
    if (!page.more) break;
  }
  EXPECT_EQ(forward.size(), 25u);
  EXPECT_EQ(forward, Keys(backward.rbegin(), backward.rend()));
}

TEST_P(EngineContract, VisitSeesTheRangeInOrderUntilItHasEnough) {
  put({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
  Pairs seen;
  EXPECT_OK(snapshot()->visit({"b", ""}, [&](std::string_view key, std::string_view value) {
    seen.emplace_back(key, value);
    return key != "c";
  }));
  EXPECT_THAT(seen, ElementsAre(Pair("b", "2"), Pair("c", "3")));
}

TEST_P(EngineContract, VisitMayReadTheSnapshotAndCommit) {
  Pairs many;
  for (int i = 0; i < 3000; ++i) many.emplace_back(std::to_string(100'000 + i), "value");
  put(many);
  const auto view = snapshot();
  std::size_t found = 0;
  EXPECT_OK(view->visit({}, [&](std::string_view key, std::string_view value) {
    if (testing::must(view->get(key)) == value) ++found;
    if (found == 1) put({{"200000", "too late for this snapshot"}});
    return true;
  }));
  EXPECT_EQ(found, many.size());
}

TEST_P(EngineContract, SnapshotsDoNotSeeLaterCommits) {
  put({{"a", "1"}, {"b", "1"}});
  const auto before = snapshot();
  WriteBatch batch;
  batch.put("a", "2");
  batch.erase("b");
  batch.put("c", "2");
  ASSERT_OK(engine().commit(batch, std::nullopt));
  const auto old_page = testing::must(before->scan({}, Direction::kForward, {}));
  EXPECT_THAT(pairs(old_page), ElementsAre(Pair("a", "1"), Pair("b", "1")));
  EXPECT_THAT(testing::must(before->get("a")), Optional("1"s));
  EXPECT_THAT(testing::must(before->get_many(Keys{"b", "c"})), ElementsAre("1", std::nullopt));
  EXPECT_THAT(entries(), ElementsAre(Pair("a", "2"), Pair("c", "2")));
}

TEST_P(EngineContract, SnapshotsMayOutliveTheirEngine) {
  put({{"a", "1"}});
  const auto view = snapshot();
  close();
  EXPECT_THAT(testing::must(view->get("a")), Optional("1"s));
}

}  // namespace
}  // namespace penstock::kv
