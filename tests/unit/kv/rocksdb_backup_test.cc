// Backups of key spaces, whole and damaged.
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>

#include "kv/rocksdb/backup_folder.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/damaged_file.h"
#include "support/seed.h"
#include "support/temporary_directory.h"
#include "unit/kv/random_batches.h"

namespace penstock::kv::rocksdb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;
namespace fs = std::filesystem;

Model contents_of(const Engine& engine) {
  Model model;
  EXPECT_OK(must(engine.snapshot())->visit({}, [&](std::string_view key, std::string_view value) {
    model.emplace(key, value);
    return true;
  }));
  return model;
}

class RocksdbBackupTest : public ::testing::Test {
 protected:
  RocksdbBackupTest()
      : provider_(must(RocksdbProvider::open({.folder = directory_.path() + "/data",
                                              .write_buffer_bytes = std::size_t{256} << 10}))),
        engine_(must(provider_->open("shop", /*create=*/true))) {}

  /// Of the backups; it and its parent are not there at first.
  std::string folder() const { return directory_.path() + "/backups/shop"; }

  Result<void> put(const std::string& key, const std::string& value = "1") {
    WriteBatch batch;
    batch.put(key, value);
    return engine_->commit(batch, std::nullopt);
  }

  Result<Backup> back_up(const std::string& description = "") {
    return provider_->back_up("shop", folder(), description, {});
  }

  Result<Model> restored(std::uint32_t number, const std::string& name = "restored") {
    TRY(provider_->restore(folder(), number, name));
    return contents_of(*TRY(provider_->open(name, /*create=*/false)));
  }

  /// Of the table files that all backups share.
  std::vector<fs::path> shared_files() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder() + "/shared_checksum")) {
      files.push_back(entry.path());
    }
    return files;
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<RocksdbProvider> provider_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(RocksdbBackupTest, EachIsTheKeySpaceAsItWas) {
  ASSERT_OK(put("a"));
  ASSERT_OK(put("large", std::string(100'000, 'x')));  // In a file of its own.
  const auto first = must(back_up("the first"));
  ASSERT_OK(put("b"));
  ASSERT_OK(put("a", "2"));
  const auto second = must(back_up("the second"));
  ASSERT_OK(put("c"));

  const auto all = must(provider_->backups(folder()));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].number, first.number);
  EXPECT_EQ(all[0].description, "the first");
  EXPECT_EQ(all[1].number, second.number);
  EXPECT_EQ(all[1].description, "the second");
  EXPECT_GT(all[1].bytes, 0u);

  const std::string large(100'000, 'x');
  EXPECT_EQ(must(restored(first.number, "one")), (Model{{"a", "1"}, {"large", large}}));
  EXPECT_EQ(must(restored(second.number, "two")),
            (Model{{"a", "2"}, {"b", "1"}, {"large", large}}));
}

TEST_F(RocksdbBackupTest, WhatDidNotChangeIsNotCopiedAgain) {
  ASSERT_OK(put("a"));
  ASSERT_OK(back_up());
  const auto before = shared_files();
  ASSERT_OK(put("b"));
  ASSERT_OK(back_up());

  auto after = shared_files();
  EXPECT_THAT(after, SizeIs(before.size() + 1));
  for (const auto& file : before) EXPECT_THAT(after, ::testing::Contains(file));
}

TEST_F(RocksdbBackupTest, CommitsGoOnMeanwhile) {
  std::mt19937 random{testing::random_seed()};
  // Before all keys of the random batches, so that they erase none of it.
  std::jthread other([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      EXPECT_OK(put("a" + std::to_string(i), std::string(500, 'a')));
    }
  });
  Model committed;
  std::map<std::uint32_t, Model> expected;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 50; ++i) {
      const auto batch = random_batch(random, 2000);
      ASSERT_OK(engine_->commit(batch, std::nullopt));
      apply(committed, batch);
    }
    expected.emplace(must(back_up()).number, committed);
  }
  other.request_stop();
  other.join();

  for (const auto& [number, model] : expected) {
    auto found = must(restored(number, "restored" + std::to_string(number)));
    std::erase_if(found, [](const auto& entry) { return entry.first.starts_with("a"); });
    EXPECT_EQ(found, model);
  }
}

TEST_F(RocksdbBackupTest, ADamagedFileIsNamedAndItsBackupRefused) {
  ASSERT_OK(put("a", std::string(5000, 'a')));
  const auto number = must(back_up()).number;
  ASSERT_THAT(shared_files(), SizeIs(1));
  const auto file = shared_files().front();
  testing::flip_byte(file, 100);

  const auto verified = must(BackupFolder::open(folder())).verify(number);
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(verified.error().message, AllOf(HasSubstr("backup 1 in " + folder() + " is damaged"),
                                              HasSubstr(file.filename())));
  const auto restore = provider_->restore(folder(), number, "restored");
  ASSERT_FALSE(restore.has_value());
  EXPECT_EQ(restore.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(restore.error().message, HasSubstr(file.filename()));
  EXPECT_OK(provider_->destroy("restored"));
  EXPECT_FALSE(fs::exists(directory_.path() + "/data/restored"));
}

TEST_F(RocksdbBackupTest, OneWhoseFilesAreMissingIsListedAsDamaged) {
  ASSERT_OK(put("a"));
  ASSERT_OK(back_up());
  fs::remove(shared_files().front());

  const auto all = must(provider_->backups(folder()));
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0].damage, HasSubstr("missing"));
  const auto restore = provider_->restore(folder(), all[0].number, "restored");
  ASSERT_FALSE(restore.has_value());
  EXPECT_EQ(restore.error().code, ErrorCode::kCorruption);
}

TEST_F(RocksdbBackupTest, TheNewestAreKept) {
  for (const auto* key : {"a", "b", "c"}) {
    ASSERT_OK(put(key));
    ASSERT_OK(back_up());
  }
  ASSERT_OK(provider_->keep_newest(folder(), 2));

  const auto all = must(provider_->backups(folder()));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].number, 2u);
  EXPECT_EQ(must(restored(3)), (Model{{"a", "1"}, {"b", "1"}, {"c", "1"}}));
}

TEST_F(RocksdbBackupTest, NothingIsOverwrittenAndWhatIsNotThereIsSaid) {
  ASSERT_OK(put("a"));
  EXPECT_EQ(provider_->backups(folder()).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(provider_->back_up("other", folder(), "", {}).error().code, ErrorCode::kNotFound);
  ASSERT_OK(back_up());
  EXPECT_EQ(provider_->restore(folder(), 1, "shop").error().code, ErrorCode::kConflict);
  EXPECT_EQ(provider_->restore(folder(), 7, "restored").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(provider_->restore(folder(), 1, "a/b").error().code, ErrorCode::kInvalidArgument);
}

TEST_F(RocksdbBackupTest, OneThatIsStoppedIsNone) {
  ASSERT_OK(put("a"));
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = provider_->back_up("shop", folder(), "", stop.get_token());
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_THAT(must(provider_->backups(folder())), IsEmpty());
  EXPECT_OK(back_up());
}

}  // namespace
}  // namespace penstock::kv::rocksdb
