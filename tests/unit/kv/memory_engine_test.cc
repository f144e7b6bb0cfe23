#include "kv/memory/memory_engine.h"

#include <gmock/gmock.h>

#include "kv/memory/memory_provider.h"
#include "support/assertions.h"
#include "unit/kv/engine_contract.h"

namespace penstock::kv {
namespace {

class MemoryHome final : public EngineHome {
 public:
  EngineProvider& provider() override { return provider_; }
  void restart() override {}  // The provider is all that lasts.

 private:
  memory::MemoryProvider provider_;
};

INSTANTIATE_TEST_SUITE_P(Memory, EngineContract,
                         ::testing::Values(EngineKind{
                             "Memory", [] { return std::make_unique<MemoryHome>(); }}));

}  // namespace

namespace memory {
namespace {

using ::testing::Optional;
using namespace std::string_literals;

WriteBatch put(const std::string& key, const std::string& value) {
  WriteBatch batch;
  batch.put(key, value);
  return batch;
}

std::optional<std::string> get(const Engine& engine, const std::string& key) {
  return testing::must(testing::must(engine.snapshot())->get(key));
}

TEST(MemoryEngineTest, FailsAsManyCommitsAsAskedAndChangesNothing) {
  MemoryEngine engine;
  engine.faults().fail_next_commits(2, {ErrorCode::kUnavailable, "disk full"});
  for (int i = 0; i < 2; ++i) {
    const auto result = engine.commit(put("a", "1"), std::nullopt);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().message, "disk full");
  }
  EXPECT_EQ(get(engine, "a"), std::nullopt);
  EXPECT_OK(engine.commit(put("a", "2"), std::nullopt));
  EXPECT_THAT(get(engine, "a"), Optional("2"s));
}

TEST(MemoryEngineTest, TheHookBeforeACommitMayRefuseIt) {
  MemoryEngine engine;
  engine.faults().before_commit([](const WriteBatch& batch) -> Result<void> {
    if (batch.operations().front().key == "bad") return invalid_argument("refused");
    return {};
  });
  EXPECT_OK(engine.commit(put("good", "1"), std::nullopt));
  EXPECT_FALSE(engine.commit(put("bad", "1"), std::nullopt).has_value());
  EXPECT_EQ(get(engine, "bad"), std::nullopt);
}

TEST(MemoryEngineTest, HooksSeeTheEngineBeforeAndAfterACommit) {
  MemoryEngine engine;
  std::vector<std::optional<std::string>> seen;
  engine.faults().before_commit([&](const WriteBatch&) -> Result<void> {
    seen.push_back(get(engine, "a"));
    return {};
  });
  engine.faults().after_commit([&](const WriteBatch&) { seen.push_back(get(engine, "a")); });
  ASSERT_OK(engine.commit(put("a", "1"), std::nullopt));
  EXPECT_THAT(seen, ::testing::ElementsAre(std::nullopt, "1"));
}

TEST(MemoryEngineTest, OldVersionsGoWithTheSnapshotThatSawThem) {
  MemoryEngine engine;
  ASSERT_OK(engine.commit(put("a", std::string(1000, 'x')), std::nullopt));
  auto snapshot = testing::must(engine.snapshot());
  WriteBatch batch;
  batch.erase("a");
  ASSERT_OK(engine.commit(batch, std::nullopt));
  EXPECT_GE(testing::must(engine.statistics()).memory_bytes, 1000u);
  snapshot.reset();
  EXPECT_EQ(testing::must(engine.statistics()).memory_bytes, 0u);
}

TEST(MemoryProviderTest, FaultsReachAKeySpaceByItsName) {
  MemoryProvider provider;
  provider.faults("orders").fail_next_commits(1, {ErrorCode::kUnavailable, "disk full"});
  const auto engine = testing::must(provider.open("orders", true));
  EXPECT_FALSE(engine->commit(put("a", "1"), std::nullopt).has_value());
}

}  // namespace
}  // namespace memory
}  // namespace penstock::kv
