#include <chrono>
#include <thread>

#include <gmock/gmock.h>

#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/seed.h"
#include "support/temporary_directory.h"
#include "support/unsynced_file_system.h"
#include "unit/kv/random_batches.h"

namespace penstock::kv::rocksdb {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;

constexpr auto* kName = "orders";
constexpr std::chrono::seconds kPatience{30};

/// A machine with one key space and a plug.
class RocksdbPowerCutTest : public ::testing::Test {
 protected:
  /// False if the power went meanwhile.
  bool start() {
    auto provider = RocksdbProvider::open({.folder = directory_.path() + "/data",
                                           .write_buffer_bytes = std::size_t{256} << 10,
                                           .environment = testing::environment_on(files_)});
    if (provider) provider_ = *std::move(provider);
    if (provider_) open_key_space();
    EXPECT_TRUE(engine_ || files_->power_is_out()) << failure_;
    return engine_ != nullptr;
  }

  /// Pulls the plug, if it is not out yet, and starts again.
  void restart() {
    engine_.reset();
    provider_.reset();
    files_->drop_unsynced(random_);
    ASSERT_TRUE(start());
  }

  Result<void> put(const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.put(key, value);
    return engine_->commit(batch, std::nullopt);
  }

  Model contents() {
    Model model;
    EXPECT_OK(testing::must(engine_->snapshot())
                  ->visit({}, [&](std::string_view key, std::string_view value) {
                    model.emplace(key, value);
                    return true;
                  }));
    return model;
  }

  std::mt19937 random_{testing::random_seed()};
  testing::TemporaryDirectory directory_;
  std::shared_ptr<testing::UnsyncedFileSystem> files_ =
      std::make_shared<testing::UnsyncedFileSystem>(directory_.path() + "/trash");
  std::unique_ptr<RocksdbProvider> provider_;
  std::unique_ptr<Engine> engine_;

 private:
  void open_key_space() {
    auto engine = provider_->open(kName, true);
    if (engine) {
      engine_ = *std::move(engine);
    } else {
      failure_ = engine.error().message;
    }
  }

  std::string failure_;
};

// The cut falls into opening, commits, flushes and compactions alike.
TEST_F(RocksdbPowerCutTest, AcknowledgedCommitsAreThereAndOthersWholeOrAbsent) {
  constexpr int kCuts = 60;
  constexpr unsigned kChangesMax = 300;
  constexpr std::size_t kValueBytesMax = 4000;
  Model acknowledged;
  for (int cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut));
    files_->cut_power_after(random_() % kChangesMax);
    Model attempted = acknowledged;
    for (bool running = engine_ != nullptr || start(); running;) {
      const auto batch = random_batch(random_, kValueBytesMax);
      apply(attempted, batch);
      running = engine_->commit(batch, std::nullopt).has_value();
      if (running) acknowledged = attempted;
    }
    ASSERT_TRUE(files_->power_is_out());
    ASSERT_NO_FATAL_FAILURE(restart());
    const auto found = contents();
    ASSERT_TRUE(found == acknowledged || found == attempted)
        << found.size() << " entries found, " << acknowledged.size() << " acknowledged, "
        << attempted.size() << " attempted";
    acknowledged = found;
  }
}

TEST_F(RocksdbPowerCutTest, RemovalLeavesAKeySpaceWholeOrAbsent) {
  bool removed = false;
  for (std::uint64_t changes = 0; !removed; ++changes) {
    SCOPED_TRACE("cut after " + std::to_string(changes));
    ASSERT_TRUE(engine_ != nullptr || start());
    ASSERT_OK(put("a", "1"));
    engine_.reset();

    files_->cut_power_after(changes);
    removed = provider_->destroy(kName).has_value();
    provider_.reset();
    files_->drop_unsynced(random_);

    const auto provider = testing::must(RocksdbProvider::open(
        {.folder = directory_.path() + "/data", .environment = testing::environment_on(files_)}));
    const auto names = testing::must(provider->list());
    if (names.empty()) continue;
    ASSERT_FALSE(removed);
    ASSERT_THAT(names, ElementsAre(kName));
    const auto engine = testing::must(provider->open(kName, false));
    EXPECT_EQ(testing::must(testing::must(engine->snapshot())->get("a")), "1");
  }
}

TEST_F(RocksdbPowerCutTest, ACommitThatFailsOnAFullDiskIsNeverSeenAndCommitsResumeWhenThereIsRoom) {
  ASSERT_TRUE(start());
  ASSERT_OK(put("a", "1"));
  files_->fail_next_sync(::rocksdb::IOStatus::NoSpace("the disk is full"));
  const auto failed = put("b", "2");
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(contents(), Eq(Model{{"a", "1"}}));

  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  bool resumed = false;
  while (!resumed && std::chrono::steady_clock::now() < deadline) {
    resumed = put("c", "3").has_value();
    std::this_thread::yield();
  }

  ASSERT_TRUE(resumed);
  EXPECT_THAT(contents(), Eq(Model{{"a", "1"}, {"c", "3"}}));
  restart();
  EXPECT_THAT(contents(), Eq(Model{{"a", "1"}, {"c", "3"}}));
}

TEST_F(RocksdbPowerCutTest, AfterADiskErrorNothingIsWrittenUntilTheKeySpaceIsOpenedAgain) {
  ASSERT_TRUE(start());
  ASSERT_OK(put("a", "1"));
  files_->fail_next_sync(::rocksdb::IOStatus::IOError("the disk is broken"));
  EXPECT_FALSE(put("b", "2").has_value());

  const auto later = put("c", "3");
  ASSERT_FALSE(later.has_value());
  EXPECT_EQ(later.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(contents(), Eq(Model{{"a", "1"}}));

  restart();
  EXPECT_THAT(contents(), AnyOf(Model{{"a", "1"}}, Model{{"a", "1"}, {"b", "2"}}));
  EXPECT_OK(put("d", "4"));
}

}  // namespace
}  // namespace penstock::kv::rocksdb
