#include "documents/database_registry.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "kv/memory/memory_provider.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/temporary_directory.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;

class DatabasesTest : public ::testing::Test {
 protected:
  DatabasesTest() { open(); }

  void open() {
    databases_.reset();
    databases_ = must(Databases::open(provider_, "A", clock_));
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : databases_->list()) names.push_back(entry.name);
    return names;
  }
  /// Key spaces, except that of the list itself.
  std::vector<std::string> folders() {
    auto folders = must(provider_.list());
    std::erase(folders, "system");
    return folders;
  }
  static void put(Database& database, const std::string& id) {
    must(database.write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.put(id, {.body = "{}", .metadata = "{}", .collection = "Orders"}, {}));
      return {};
    }));
  }

  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
  std::unique_ptr<Databases> databases_;
};

TEST_F(DatabasesTest, CreatedDatabasesAreListedAndFoundWithoutCase) {
  ASSERT_OK(databases_->create("Shop"));
  ASSERT_OK(databases_->create("books"));

  EXPECT_THAT(names(), ElementsAre("books", "Shop"));
  const auto found = databases_->find("SHOP");
  ASSERT_OK(found);
  EXPECT_EQ((*found)->identity().name, "Shop");
  EXPECT_EQ(databases_->list()[1].id, (*found)->identity().id);
  EXPECT_EQ(databases_->list()[1].created, clock_.now());
}

TEST_F(DatabasesTest, OnlyOpenDatabasesAreFoundOpen) {
  ASSERT_OK(databases_->create("Shop"));
  EXPECT_NE(databases_->find_open("SHOP"), nullptr);
  EXPECT_EQ(databases_->find_open("books"), nullptr);

  open();

  EXPECT_EQ(databases_->find_open("shop"), nullptr);
  const auto opened = must(databases_->find("shop"));
  EXPECT_EQ(databases_->find_open("shop"), opened);
}

TEST_F(DatabasesTest, OneNameOneDatabase) {
  ASSERT_OK(databases_->create("Shop"));
  EXPECT_EQ(databases_->create("shop").error().code, ErrorCode::kConflict);
}

TEST_F(DatabasesTest, UnknownDatabaseIsNotFound) {
  EXPECT_EQ(databases_->find("shop").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(databases_->remove("shop").error().code, ErrorCode::kNotFound);
}

TEST_F(DatabasesTest, WrongNamesAreRefused) {
  for (const std::string& name :
       {std::string(), std::string("a/b"), std::string("a b"), std::string("ä"), std::string(".."),
        std::string("a\0", 2), std::string(kDatabaseNameBytesMax + 1, 'x')}) {
    EXPECT_EQ(databases_->create(name).error().code, ErrorCode::kInvalidArgument) << name;
  }
  EXPECT_OK(databases_->create("A-b_c.9"));
  EXPECT_OK(databases_->create(std::string(kDatabaseNameBytesMax, 'x')));
}

TEST_F(DatabasesTest, DatabasesSurviveARestart) {
  const std::string id = [&] {
    const auto database = must(databases_->create("Shop"));
    put(*database, "orders/1");
    return database->identity().id;
  }();

  open();

  EXPECT_THAT(names(), ElementsAre("Shop"));
  const auto database = must(databases_->find("shop"));
  EXPECT_EQ(database->identity().id, id);
  EXPECT_TRUE(must(must(database->snapshot()).get("orders/1")).has_value());
}

TEST_F(DatabasesTest, DeletedDatabaseIsGoneWithItsData) {
  ASSERT_OK(databases_->create("shop"));

  ASSERT_OK(databases_->remove("SHOP"));

  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(folders(), IsEmpty());
  open();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(DatabasesTest, NewDatabaseOfADeletedNameIsEmptyAndAnother) {
  auto old = must(databases_->create("shop"));
  put(*old, "orders/1");
  const std::string id = old->identity().id;

  ASSERT_OK(databases_->remove("shop"));
  const auto created = databases_->create("shop");

  ASSERT_OK(created);
  EXPECT_NE((*created)->identity().id, id);
  EXPECT_FALSE(must(must((*created)->snapshot()).get("orders/1")).has_value());
}

TEST_F(DatabasesTest, WhoeverHoldsADeletedDatabaseReadsOn) {
  auto held = must(databases_->create("shop"));
  put(*held, "orders/1");

  ASSERT_OK(databases_->remove("shop"));

  EXPECT_TRUE(must(must(held->snapshot()).get("orders/1")).has_value());
  EXPECT_EQ(held->write_and_wait([](WriteContext&) { return Result<void>(); }).error().code,
            ErrorCode::kUnavailable);
  EXPECT_EQ(folders().size(), 1u);
  held.reset();
  ASSERT_OK(databases_->create("other"));
  EXPECT_EQ(folders().size(), 1u);
}

// Killed after the folder was made and before the database was listed.
TEST_F(DatabasesTest, UnfinishedCreationIsRemovedAtTheNextStart) {
  int commits = 0;
  provider_.faults("system").before_commit([&](const kv::WriteBatch&) -> Result<void> {
    if (++commits == 2) return Error{ErrorCode::kUnavailable, "disk full"};
    return {};
  });
  EXPECT_EQ(databases_->create("shop").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(folders().size(), 1u);
  provider_.faults("system").before_commit({});

  open();

  EXPECT_THAT(folders(), IsEmpty());
  EXPECT_OK(databases_->create("shop"));
}

// Killed after the database was taken off the list and before its folder was removed.
TEST_F(DatabasesTest, UnfinishedDeletionIsCompletedAtTheNextStart) {
  ASSERT_OK(databases_->create("shop"));
  const auto entry = databases_->list().front();
  databases_.reset();
  {
    auto directory = must(DatabaseDirectory::open(provider_));
    ASSERT_OK(directory.remove(entry));
  }

  open();

  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(folders(), IsEmpty());
}

TEST_F(DatabasesTest, DataOfNoKnownDatabaseIsLeftAlone) {
  ASSERT_OK(provider_.open("db-unknown", /*create=*/true));
  open();
  EXPECT_THAT(folders(), ElementsAre("db-unknown"));
}

TEST_F(DatabasesTest, FailedDeletionLeavesTheDatabase) {
  ASSERT_OK(databases_->create("shop"));
  provider_.faults("system").fail_next_commits(1, {ErrorCode::kUnavailable, "disk full"});

  EXPECT_EQ(databases_->remove("shop").error().code, ErrorCode::kUnavailable);

  put(*must(databases_->find("shop")), "orders/1");
  EXPECT_OK(databases_->remove("shop"));
}

TEST_F(DatabasesTest, ManyThreadsFindOneDatabase) {
  ASSERT_OK(databases_->create("shop"));
  open();
  std::vector<std::shared_ptr<Database>> found(8);
  {
    std::vector<std::jthread> threads;
    threads.reserve(found.size());
    for (auto& database : found) {
      threads.emplace_back([&] { database = must(databases_->find("shop")); });
    }
  }
  for (const auto& database : found) EXPECT_EQ(database, found.front());
}

TEST(DatabasesOnDiskTest, CreatedDeletedAndKeptDatabasesAreSoAfterARestart) {
  const testing::TemporaryDirectory folder;
  const auto provider =
      must(kv::rocksdb::RocksdbProvider::open({.folder = folder.path() + "/data"}));
  ManualClock clock;
  {
    const auto databases = must(Databases::open(*provider, "A", clock));
    must(databases->create("kept"));
    must(databases->create("gone"));
    ASSERT_OK(databases->remove("gone"));
  }

  const auto databases = must(Databases::open(*provider, "A", clock));

  EXPECT_OK(databases->find("KEPT"));
  EXPECT_EQ(databases->find("gone").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(must(provider->list()).size(), 2u);  // "system" and the one that was kept.
}

TEST_F(DatabasesTest, GoldenBytes) {
  kv::memory::MemoryProvider provider;
  const std::string id = "00112233-4455-6677-8899-aabbccddeeff";
  {
    auto directory = must(DatabaseDirectory::open(provider));
    ASSERT_OK(
        directory.add({.name = "Shop",
                       .id = id,
                       .folder = "db-" + id,
                       .created = WallTime{std::chrono::microseconds{1'700'000'000'123'456}}}));
  }
  const auto system = must(provider.open("system", /*create=*/false));
  const auto stored = must(must(system->snapshot())->get("\x01shop"));
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(to_hex(*stored), testing::golden("database_entry_v1.hex"));
}

TEST_F(DatabasesTest, WrongNodeTagIsRefused) {
  kv::memory::MemoryProvider provider;
  EXPECT_EQ(Databases::open(provider, "a:b", clock_).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace penstock::documents
