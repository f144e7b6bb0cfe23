// A disk that fails under a key space: by kind of fault, operation and kind of file.
#include <initializer_list>
#include <map>
#include <random>

#include <gmock/gmock.h>

#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/eventually.h"
#include "support/faulty_file_system.h"
#include "support/seed.h"
#include "support/temporary_directory.h"
#include "support/unsynced_file_system.h"

namespace penstock::kv::rocksdb {
namespace {

using ::testing::AllOf;
using testing::Fault;
using testing::FaultEffect;
using testing::FileKind;
using testing::FileOperation;
using ::testing::HasSubstr;
using testing::must;

constexpr auto* kName = "orders";
constexpr int kKeys = 40;
constexpr unsigned kPaddingMax = 20'000;

/// A key space on a disk that can fail, on a machine with a plug.
class RocksdbFaultTest : public ::testing::TestWithParam<Fault> {
 protected:
  void SetUp() override { ASSERT_OK(start()); }

  Result<void> start() {
    provider_ = TRY(RocksdbProvider::open({.folder = directory_.path() + "/data",
                                           .write_buffer_bytes = std::size_t{256} << 10,
                                           .environment = testing::environment_on(disk_)}));
    engine_ = TRY(provider_->open(kName, true));
    return {};
  }

  void stop() {
    engine_.reset();
    provider_.reset();
  }

  /// Pulls the plug and starts again.
  Result<void> restart() {
    stop();
    unsynced_->drop_unsynced(random_);
    return start();
  }

  /// Writes the next version of a key, and remembers what became of it.
  Result<void> commit() {
    const auto number = ++commits_;
    auto& key = keys_[number % kKeys];
    WriteBatch batch;
    batch.put(name_of_key(number % kKeys),
              std::to_string(number) + ' ' + std::string(random_() % kPaddingMax, 'x'));
    auto committed = engine_->commit(batch, std::nullopt);
    if (committed) {
      key = {.acknowledged = number, .refused = {}};
    } else {
      key.refused.push_back(number);
    }
    return committed;
  }

  /// Some write buffers full, which go to table files.
  void commit_much() {
    for (int i = 0; i < 100; ++i) ASSERT_OK(commit());
  }

  static std::string name_of_key(int key) { return "k" + std::to_string(key); }

  /// The version of a key that is stored; 0 if none is.
  int stored(int key) {
    const auto value = must(must(engine_->snapshot())->get(name_of_key(key)));
    return value ? std::stoi(*value) : 0;
  }

  /// What was refused is not there, and all that was acknowledged is.
  void expect_what_was_acknowledged() {
    for (const auto& [key, written] : keys_) EXPECT_EQ(stored(key), written.acknowledged) << key;
  }

  /// The same after a restart, which may bring back commits that were refused, whole.
  void expect_nothing_lost() {
    for (auto& [key, written] : keys_) {
      const auto found = stored(key);
      if (found == written.acknowledged) continue;
      EXPECT_THAT(written.refused, ::testing::Contains(found))
          << "key " << key << " was acknowledged as " << written.acknowledged;
    }
  }

  static std::string words() {
    return GetParam().effect == FaultEffect::kBroken ? "Input/output error"
                                                     : "No space left on device";
  }

  std::mt19937 random_{testing::random_seed()};
  testing::TemporaryDirectory directory_;
  std::shared_ptr<testing::UnsyncedFileSystem> unsynced_ =
      std::make_shared<testing::UnsyncedFileSystem>(directory_.path() + "/trash");
  std::shared_ptr<testing::FaultyFileSystem> disk_ =
      std::make_shared<testing::FaultyFileSystem>(unsynced_);
  std::unique_ptr<RocksdbProvider> provider_;
  std::unique_ptr<Engine> engine_;
  struct Written {
    int acknowledged = 0;
    std::vector<int> refused;  ///< Since then.
  };
  int commits_ = 0;
  std::map<int, Written> keys_;
};

using RocksdbWriteFaultTest = RocksdbFaultTest;

TEST_P(RocksdbWriteFaultTest, CommitsAreRefusedReadsGoOnAndNothingAcknowledgedIsLost) {
  constexpr int kCommits = 150;
  commit_much();
  disk_->break_down(GetParam());
  std::vector<Error> refusals;
  for (int i = 0; i < kCommits; ++i) {
    const auto committed = commit();
    if (!committed) refusals.push_back(committed.error());
  }
  EXPECT_GT(disk_->failures(), 0);
  ASSERT_FALSE(refusals.empty());
  for (const auto& refusal : refusals) {
    ASSERT_EQ(refusal.code, ErrorCode::kUnavailable) << refusal.message;
    ASSERT_THAT(refusal.message, HasSubstr(words()));
  }
  if (GetParam().effect == FaultEffect::kBroken) {
    EXPECT_THAT(refusals.back().message, HasSubstr("until it is opened again: restart the server"));
  }
  expect_what_was_acknowledged();

  disk_->mend();
  ASSERT_OK(restart());
  expect_nothing_lost();
  commit_much();
  expect_what_was_acknowledged();
}

/// What can go wrong with writing while the key space is open.
std::vector<Fault> write_faults(std::initializer_list<FaultEffect> effects) {
  std::vector<Fault> faults;
  for (const auto file : {FileKind::kLog, FileKind::kTable, FileKind::kManifest}) {
    for (const auto operation :
         {FileOperation::kCreate, FileOperation::kWrite, FileOperation::kSync}) {
      // A manifest is created when the key space is opened.
      if (file == FileKind::kManifest && operation == FileOperation::kCreate) continue;
      for (const auto effect : effects) {
        if (effect == FaultEffect::kShortWrite && operation != FileOperation::kWrite) continue;
        faults.push_back({file, operation, effect});
      }
    }
  }
  return faults;
}

std::string name_of(const ::testing::TestParamInfo<Fault>& info) {
  return testing::to_string(info.param);
}

INSTANTIATE_TEST_SUITE_P(Disk, RocksdbWriteFaultTest,
                         ::testing::ValuesIn(write_faults({FaultEffect::kBroken, FaultEffect::kFull,
                                                           FaultEffect::kShortWrite})),
                         name_of);

using RocksdbFullDiskTest = RocksdbFaultTest;

TEST_P(RocksdbFullDiskTest, WhenThereIsRoomCommitsGoOnOrSayWhatTheyNeed) {
  commit_much();
  disk_->break_down(GetParam());
  while (commit()) {
  }
  disk_->mend();

  Result<void> committed;
  EXPECT_TRUE(testing::eventually([&] {
    committed = commit();
    return committed || committed.error().message.find("restart the server") != std::string::npos;
  }));
  if (!committed) ASSERT_OK(restart());
  expect_nothing_lost();
  commit_much();
  expect_what_was_acknowledged();
  ASSERT_OK(restart());
  expect_what_was_acknowledged();
}

INSTANTIATE_TEST_SUITE_P(
    Disk, RocksdbFullDiskTest,
    ::testing::ValuesIn(write_faults({FaultEffect::kFull, FaultEffect::kShortWrite})), name_of);

TEST_F(RocksdbFaultTest, AfterAFullDiskCommitsGoOnInALogThatWasWrittenToBefore) {
  ASSERT_OK(commit());
  disk_->break_down({FileKind::kLog, FileOperation::kWrite, FaultEffect::kShortWrite});
  EXPECT_FALSE(commit().has_value());
  disk_->mend();
  EXPECT_TRUE(testing::eventually([this] { return commit().has_value(); }));
  expect_what_was_acknowledged();
}

// RocksDB would take itself for recovered and abort at the next commit.
TEST_F(RocksdbFaultTest, AfterAFullDiskALogThatWasJustBegunIsNotWrittenToAgain) {
  disk_->break_down({FileKind::kLog, FileOperation::kWrite, FaultEffect::kShortWrite});
  EXPECT_FALSE(commit().has_value());
  disk_->mend();
  for (int i = 0; i < 100; ++i) {
    const auto refused = commit();
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, HasSubstr("restart the server"));
  }
  ASSERT_OK(restart());
  commit_much();
  expect_what_was_acknowledged();
}

using RocksdbReadFaultTest = RocksdbFaultTest;

TEST_P(RocksdbReadFaultTest, WhatCannotBeReadIsNamedAndTheRestIsRead) {
  commit_much();
  ASSERT_OK(restart());  // What was in the log is in table files, and nothing is cached.
  ASSERT_OK(commit());
  const auto fresh = commits_ % kKeys;
  disk_->break_down(GetParam());

  EXPECT_EQ(stored(fresh), keys_[fresh].acknowledged);
  const auto unread = must(engine_->snapshot())->get(name_of_key((fresh + 1) % kKeys));
  ASSERT_FALSE(unread.has_value());
  EXPECT_EQ(unread.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(unread.error().message, AllOf(HasSubstr(words()), HasSubstr(".sst")));
  EXPECT_OK(commit());

  disk_->mend();
  expect_what_was_acknowledged();
}

INSTANTIATE_TEST_SUITE_P(Disk, RocksdbReadFaultTest,
                         ::testing::Values(Fault{FileKind::kTable, FileOperation::kRead,
                                                 FaultEffect::kBroken}),
                         name_of);

using RocksdbOpenFaultTest = RocksdbFaultTest;

TEST_P(RocksdbOpenFaultTest, AKeySpaceThatCannotBeOpenedIsNamedAndWholeWhenTheDiskWorksAgain) {
  commit_much();
  stop();
  disk_->break_down(GetParam());
  const auto refused = start();
  EXPECT_GT(disk_->failures(), 0);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable) << refused.error().message;
  EXPECT_THAT(
      refused.error().message,
      AllOf(HasSubstr(words()), HasSubstr("key space " + directory_.path() + "/data/orders")));

  disk_->mend();
  ASSERT_OK(restart());
  expect_what_was_acknowledged();
  commit_much();
}

/// An open reads the current manifest and the log, writes a table file of what the log has, and
/// begins another manifest and log.
std::vector<Fault> open_faults() {
  const std::pair<FileKind, std::vector<FileOperation>> met[] = {
      {FileKind::kLog, {FileOperation::kRead, FileOperation::kCreate}},
      {FileKind::kTable, {FileOperation::kCreate, FileOperation::kWrite, FileOperation::kSync}},
      {FileKind::kManifest,
       {FileOperation::kRead, FileOperation::kCreate, FileOperation::kWrite, FileOperation::kSync}},
      {FileKind::kCurrent,
       {FileOperation::kRead, FileOperation::kCreate, FileOperation::kWrite, FileOperation::kSync,
        FileOperation::kRename}}};
  std::vector<Fault> faults;
  for (const auto& [file, operations] : met) {
    for (const auto operation : operations) {
      for (const auto effect : {FaultEffect::kBroken, FaultEffect::kFull}) {
        if (operation == FileOperation::kRead && effect == FaultEffect::kFull) continue;
        faults.push_back({file, operation, effect});
      }
    }
  }
  return faults;
}

INSTANTIATE_TEST_SUITE_P(Disk, RocksdbOpenFaultTest, ::testing::ValuesIn(open_faults()), name_of);

}  // namespace
}  // namespace penstock::kv::rocksdb
