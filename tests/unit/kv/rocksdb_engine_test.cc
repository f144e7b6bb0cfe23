#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/damaged_file.h"
#include "support/temporary_directory.h"
#include "unit/kv/engine_contract.h"

namespace penstock::kv {
namespace {

class RocksdbHome final : public EngineHome {
 public:
  RocksdbHome() { restart(); }

  EngineProvider& provider() override { return *provider_; }

  void restart() override {
    provider_.reset();
    provider_ = testing::must(rocksdb::RocksdbProvider::open({.folder = directory_.path()}));
  }

 private:
  testing::TemporaryDirectory directory_;
  std::unique_ptr<rocksdb::RocksdbProvider> provider_;
};

INSTANTIATE_TEST_SUITE_P(Rocksdb, EngineContract,
                         ::testing::Values(EngineKind{
                             "Rocksdb", [] { return std::make_unique<RocksdbHome>(); }}));

}  // namespace

namespace rocksdb {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RocksdbProviderTest : public ::testing::Test {
 protected:
  std::string folder() const { return directory_.path() + "/data"; }

  Result<std::unique_ptr<RocksdbProvider>> open() const {
    return RocksdbProvider::open({.folder = folder(), .write_buffer_bytes = 256 << 10});
  }

  static void put(Engine& engine, const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.put(key, value);
    ASSERT_OK(engine.commit(batch, std::nullopt));
  }

  /// Whether a file of "test" has it.
  bool is_on_disk(const std::string& text) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder() + "/test")) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }

  /// What the log of "test" holds goes into a table when it is opened.
  void move_log_to_tables() const {
    const auto provider = testing::must(open());
    const auto engine = testing::must(provider->open("test", false));
  }

 private:
  testing::TemporaryDirectory directory_;
};

/// Another process that holds the lock of a file from the constructor to the destructor. The
/// child only makes system calls, as becomes a child of a process with threads.
class LockHolder {
 public:
  explicit LockHolder(const std::string& file) {
    int ready[2];
    CHECK(::pipe(ready) == 0);
    child_ = ::fork();
    if (child_ == 0) hold(file.c_str(), ready[1]);
    ::close(ready[1]);
    char byte = 0;
    CHECK(::read(ready[0], &byte, 1) == 1);
    ::close(ready[0]);
  }

  ~LockHolder() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

 private:
  [[noreturn]] static void hold(const char* file, int ready) {
    struct flock whole_file {};
    whole_file.l_type = F_WRLCK;
    whole_file.l_whence = SEEK_SET;
    const int descriptor = ::open(file, O_RDWR | O_CREAT, 0644);
    if (descriptor < 0 || ::fcntl(descriptor, F_SETLK, &whole_file) != 0) ::_exit(1);
    if (::write(ready, "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }

  pid_t child_ = 0;
};

TEST_F(RocksdbProviderTest, TellsFromMemoryOnlyWhatIsThere) {
  {
    const auto provider = testing::must(open());
    const auto engine = testing::must(provider->open("test", true));
    put(*engine, "key", "value");
    EXPECT_EQ(testing::must(engine->get_from_memory("key")), "value");
    EXPECT_EQ(testing::must(engine->get_from_memory("none")), std::nullopt);
  }
  move_log_to_tables();
  const auto provider = testing::must(open());
  const auto engine = testing::must(provider->open("test", false));
  const auto cold = engine->get_from_memory("key");
  ASSERT_FALSE(cold.has_value());
  EXPECT_EQ(cold.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(testing::must(testing::must(engine->snapshot())->get("key")), "value");
  EXPECT_EQ(testing::must(engine->get_from_memory("key")), "value");
}

TEST_F(RocksdbProviderTest, WhatIsRewrittenLeavesNothingOfFormerValues) {
  const auto provider = testing::must(open());
  const auto engine = testing::must(provider->open("test", true));
  put(*engine, "b", "former value");
  put(*engine, "c", "beside it");
  ASSERT_OK(provider->rewrite("test", {"a", "d"}));
  EXPECT_TRUE(is_on_disk("former value"));

  put(*engine, "b", "new");
  ASSERT_OK(provider->rewrite("test", {"b", key_after("b")}));

  EXPECT_FALSE(is_on_disk("former value"));
  EXPECT_TRUE(is_on_disk("beside it"));
  EXPECT_EQ(testing::must(testing::must(engine->snapshot())->get("b")), "new");
}

TEST_F(RocksdbProviderTest, OnlyWhatIsOpenIsRewritten) {
  const auto provider = testing::must(open());

  EXPECT_EQ(provider->rewrite("test", {}).error().code, ErrorCode::kNotFound);
}

TEST_F(RocksdbProviderTest, SaysThatAnotherProcessHasTheFolder) {
  std::filesystem::create_directory(folder());
  const LockHolder other_process(folder() + "/LOCK");
  const auto result = open();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(result.error().message, "data folder " + folder() + " is in use by another process");
}

TEST_F(RocksdbProviderTest, SaysThatThisProcessHasTheFolderAlready) {
  const auto first = testing::must(open());
  const auto second = open();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(second.error().message, "data folder " + folder() + " is in use by this process");
}

TEST_F(RocksdbProviderTest, NamesAFolderThatCannotBeCreated) {
  const auto result = RocksdbProvider::open({.folder = folder() + "/parent/is/missing"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(result.error().message, HasSubstr(folder() + "/parent/is/missing cannot be written"));
}

// Where nobody can create a file, not even root.
TEST_F(RocksdbProviderTest, NamesAFolderThatCannotBeWritten) {
  const auto result = RocksdbProvider::open({.folder = "/proc/self"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(result.error().message, HasSubstr("/proc/self cannot be written"));
}

TEST_F(RocksdbProviderTest, FoldersThatWereNeverCompletelyCreatedAreNoKeySpaces) {
  const auto provider = testing::must(open());
  std::filesystem::create_directory(folder() + "/torn");
  EXPECT_THAT(testing::must(provider->list()), IsEmpty());
  EXPECT_EQ(provider->open("torn", false).error().code, ErrorCode::kNotFound);
  EXPECT_OK(provider->open("torn", true));
}

TEST_F(RocksdbProviderTest, FinishesAtTheNextOpenWhatARemovalLeft) {
  {
    const auto provider = testing::must(open());
    put(*testing::must(provider->open("orders", true)), "a", "1");
  }
  std::filesystem::rename(folder() + "/orders", folder() + "/orders~");
  const auto provider = testing::must(open());
  EXPECT_THAT(testing::must(provider->list()), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(folder() + "/orders~"));
}

std::vector<std::string> files_with_extension(const std::string& folder,
                                              const std::string& extension) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  return files;
}

TEST_F(RocksdbProviderTest, NamesTheFileThatDoesNotDecode) {
  {
    const auto provider = testing::must(open());
    put(*testing::must(provider->open("orders", true)), "a", "1");
    ASSERT_OK(provider->open("orders", true));  // Recovery writes the log into a table file.
  }
  const auto tables = files_with_extension(folder() + "/orders", ".sst");
  ASSERT_THAT(tables, ::testing::SizeIs(1));
  testing::flip_byte(tables.front(), 3);

  const auto provider = testing::must(open());
  const auto engine = testing::must(provider->open("orders", false));
  const auto value = testing::must(engine->snapshot())->get("a");

  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().code, ErrorCode::kCorruption);
  const auto file_name = std::filesystem::path(tables.front()).filename().string();
  EXPECT_THAT(value.error().message, HasSubstr(file_name));
}

// What follows a damaged record in the log was acknowledged: losing it would have to be noticed.
TEST_F(RocksdbProviderTest, RefusesALogThatIsDamagedInTheMiddle) {
  {
    const auto provider = testing::must(open());
    const auto engine = testing::must(provider->open("orders", true));
    put(*engine, "a", "1");
    put(*engine, "b", "2");
  }
  const auto logs = files_with_extension(folder() + "/orders", ".log");
  ASSERT_THAT(logs, ::testing::SizeIs(1));
  testing::flip_byte(logs.front(), 20);

  const auto provider = testing::must(open());
  const auto result = provider->open("orders", false);

  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(result.error().message, HasSubstr(folder() + "/orders cannot be opened"));
}

TEST_F(RocksdbProviderTest, NamesTheKeySpaceThatCannotBeOpened) {
  {
    const auto provider = testing::must(open());
    ASSERT_OK(provider->open("orders", true));
  }
  std::ofstream(folder() + "/orders/CURRENT") << "nonsense\n";
  const auto provider = testing::must(open());
  const auto result = provider->open("orders", false);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(result.error().message, AllOf(HasSubstr(folder() + "/orders"), HasSubstr("CURRENT")));
}

TEST_F(RocksdbProviderTest, WhatIsNotLikelyToBeReadAgainStaysOutOfMemory) {
  {
    const auto provider = testing::must(open());
    put(*testing::must(provider->open("test", true)), "key", "value");
  }
  move_log_to_tables();
  const auto provider = testing::must(open());
  const auto engine = testing::must(provider->open("test", false));
  const auto snapshot = testing::must(engine->snapshot());
  const auto any = [](auto, auto) { return true; };

  ASSERT_OK(snapshot->visit({}, Reuse::kUnlikely, any));
  ASSERT_OK(snapshot->get_many(std::vector<std::string>{"key"}, Reuse::kUnlikely));
  ASSERT_OK(snapshot->scan({}, Direction::kForward, {.reuse = Reuse::kUnlikely}));
  EXPECT_FALSE(engine->get_from_memory("key").has_value());

  ASSERT_OK(snapshot->visit({}, Reuse::kLikely, any));
  EXPECT_EQ(testing::must(engine->get_from_memory("key")), "value");
}

// The write buffers are small here, so that the entries go through table files.
TEST_F(RocksdbProviderTest, EntriesInTableFilesAreFoundAfterARestart) {
  constexpr int kEntries = 1000;
  const std::string value(2000, 'v');
  {
    const auto provider = testing::must(open());
    const auto engine = testing::must(provider->open("orders", true));
    for (int batch_number = 0; batch_number < kEntries / 100; ++batch_number) {
      WriteBatch batch;
      for (int i = 0; i < 100; ++i) batch.put(std::to_string(batch_number * 100 + i), value);
      ASSERT_OK(engine->commit(batch, std::nullopt));
    }
  }
  const auto provider = testing::must(open());
  const auto engine = testing::must(provider->open("orders", false));
  int found = 0;
  ASSERT_OK(testing::must(engine->snapshot())->visit({}, [&](auto, std::string_view each) {
    found += each == value ? 1 : 0;
    return true;
  }));
  EXPECT_EQ(found, kEntries);
  EXPECT_GT(testing::must(engine->statistics()).disk_bytes, 0u);
}

}  // namespace
}  // namespace rocksdb
}  // namespace penstock::kv
