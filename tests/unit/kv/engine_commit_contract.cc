#include <atomic>
#include <random>
#include <thread>

#include <gmock/gmock.h>

#include "support/seed.h"
#include "unit/kv/engine_contract.h"
#include "unit/kv/random_batches.h"

namespace penstock::kv {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using namespace std::string_literals;

constexpr int kManyKeys = 2000;  // Enough for an engine that treats large ranges in another way.

std::string numbered(int number) { return "k" + std::to_string(100'000 + number); }

TEST_P(EngineContract, BatchesApplyInTheOrderOfTheirOperations) {
  WriteBatch batch;
  batch.put("a", "gone");
  batch.put("b", "gone");
  batch.erase_range({"a", "c"});
  batch.put("b", "again");
  batch.put("c", "first");
  batch.put("c", "second");
  batch.put("d", "gone");
  batch.erase("d");
  ASSERT_OK(engine().commit(batch, std::nullopt));
  EXPECT_THAT(entries(), ElementsAre(Pair("b", "again"), Pair("c", "second")));
}

TEST_P(EngineContract, EraseOfAnAbsentKeyIsNoError) {
  WriteBatch batch;
  batch.erase("absent");
  EXPECT_OK(engine().commit(batch, std::nullopt));
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_P(EngineContract, EmptyBatchesCommit) {
  EXPECT_OK(engine().commit(WriteBatch{}, std::nullopt));
}

TEST_P(EngineContract, EraseRangeIncludesTheBeginAndExcludesTheEnd) {
  put({{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}});
  WriteBatch batch;
  batch.erase_range({"b", "d"});
  ASSERT_OK(engine().commit(batch, std::nullopt));
  EXPECT_THAT(entries(), ElementsAre(Pair("a", ""), Pair("d", "")));
}

TEST_P(EngineContract, EraseRangeOfNothingErasesNothing) {
  put({{"b", ""}});
  WriteBatch batch;
  batch.erase_range({"c", "a"});
  batch.erase_range({"b", "b"});
  ASSERT_OK(engine().commit(batch, std::nullopt));
  EXPECT_THAT(entries(), ElementsAre(Pair("b", "")));
}

TEST_P(EngineContract, EraseRangeWithoutEndReachesTheLastKey) {
  put({{"a", ""}, {"b", ""}, {"\xff\xff\xff", ""}});
  WriteBatch batch;
  batch.put("\xff\xff\xff\xff", "written by the same batch");
  batch.erase_range({"b", ""});
  ASSERT_OK(engine().commit(batch, std::nullopt));
  EXPECT_THAT(entries(), ElementsAre(Pair("a", "")));
}

TEST_P(EngineContract, LargeRangesAreErasedToo) {
  Pairs many;
  for (int i = 0; i < kManyKeys; ++i) many.emplace_back(numbered(i), "old");
  put(many);
  WriteBatch batch;
  batch.erase_range({numbered(1), ""});
  batch.put(numbered(5), "new");
  ASSERT_OK(engine().commit(batch, std::nullopt));
  EXPECT_THAT(entries(), ElementsAre(Pair(numbered(0), "old"), Pair(numbered(5), "new")));
}

TEST_P(EngineContract, CommitsWhenTheExpectedValueHolds) {
  put({{"epoch", "7"}});
  WriteBatch batch;
  batch.put("a", "1");
  ASSERT_OK(engine().commit(batch, Expectation{"epoch", "7"}));
  EXPECT_THAT(get("a"), Optional("1"s));
}

TEST_P(EngineContract, ChangesNothingWhenTheExpectedValueDoesNotHold) {
  put({{"epoch", "8"}, {"a", "old"}});
  WriteBatch batch;
  batch.put("a", "new");
  batch.put("epoch", "7");
  const auto result = engine().commit(batch, Expectation{"epoch", "7"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kConflict);
  EXPECT_THAT(entries(), ElementsAre(Pair("a", "old"), Pair("epoch", "8")));
}

TEST_P(EngineContract, ExpectsAValueOfAnAbsentKeyInVain) {
  WriteBatch batch;
  batch.put("a", "1");
  const auto result = engine().commit(batch, Expectation{"epoch", ""});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kConflict);
  EXPECT_THAT(entries(), IsEmpty());
}

TEST_P(EngineContract, ExpectsAbsence) {
  WriteBatch batch;
  batch.put("epoch", "1");
  ASSERT_OK(engine().commit(batch, Expectation{"epoch", std::nullopt}));
  const auto again = engine().commit(batch, Expectation{"epoch", std::nullopt});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

// Each thread counts up by reading and expecting what it read: every success must be seen.
TEST_P(EngineContract, NoExpectedUpdateIsLostBetweenThreads) {
  put({{"count", "0"}});
  constexpr int kThreads = 4;
  constexpr int kIncrements = 20;
  std::vector<std::jthread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (int done = 0; done < kIncrements;) {
        const auto before = get("count").value();
        WriteBatch batch;
        batch.put("count", std::to_string(std::stoi(before) + 1));
        if (engine().commit(batch, Expectation{"count", before})) ++done;
      }
    });
  }
  threads.clear();
  EXPECT_THAT(get("count"), Optional(std::to_string(kThreads * kIncrements)));
}

TEST_P(EngineContract, ReadersNeverSeeHalfABatch) {
  put({{"left", "0"}, {"right", "0"}});
  std::atomic<bool> torn = false;
  {
    std::jthread reader([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const auto values =
            testing::must(snapshot()->get_many(std::vector<std::string>{"left", "right"}));
        if (values[0] != values[1]) torn = true;
      }
    });
    for (int i = 1; i <= 100; ++i) put({{"left", std::to_string(i)}, {"right", std::to_string(i)}});
  }
  EXPECT_FALSE(torn);
}

TEST_P(EngineContract, StatisticsCanBeRead) {
  put({{"a", std::string(100'000, 'x')}});
  const auto statistics = testing::must(engine().statistics());
  EXPECT_GE(statistics.disk_bytes + statistics.memory_bytes, 100'000u);
}

TEST_P(EngineContract, RandomBatchesDoWhatAMapDoes) {
  std::mt19937 random(testing::random_seed());
  Model model;
  for (int round = 0; round < 100; ++round) {
    const auto before = snapshot();
    const auto model_before = model;
    const auto batch = random_batch(random, 20);
    ASSERT_OK(engine().commit(batch, std::nullopt));
    apply(model, batch);
    ASSERT_EQ(entries(), Pairs(model.begin(), model.end()));
    ASSERT_EQ(pairs(testing::must(before->scan({}, Direction::kForward, {}))),
              Pairs(model_before.begin(), model_before.end()));
  }
}

}  // namespace
}  // namespace penstock::kv
