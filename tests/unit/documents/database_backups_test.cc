// Backups of databases, and what they are brought back as.
#include "documents/database_backups.h"

#include <filesystem>

#include <gmock/gmock.h>

#include "documents/data_check.h"
#include "documents/database_restore.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/damaged_file.h"
#include "support/temporary_directory.h"

namespace penstock::documents {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

/// A data folder and its databases; they can be closed, as by the end of the server.
struct Home {
  explicit Home(const std::string& folder)
      : provider(must(kv::rocksdb::RocksdbProvider::open({.folder = folder}))),
        databases(must(Databases::open(*provider, "A", clock))) {}

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : databases->list()) names.push_back(entry.name);
    return names;
  }

  SystemClock clock;
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider;
  std::unique_ptr<Databases> databases;
};

Result<PutResult> put(Database& database, const std::string& id) {
  PutResult result;
  TRY(database.write_and_wait([&](WriteContext& context) -> Result<void> {
    result = TRY(context.put(id, {.body = "{}", .metadata = "{}", .collection = "Orders"}, {}));
    return {};
  }));
  return result;
}

bool has(const Database& database, const std::string& id) {
  return must(must(database.snapshot()).get(id)).has_value();
}

class DatabaseBackupsTest : public ::testing::Test {
 protected:
  DatabaseBackupsTest() { start(); }

  void start() { home_ = std::make_unique<Home>(directory_.path() + "/data"); }
  void stop() { home_.reset(); }

  std::shared_ptr<Database> shop() { return must(home_->databases->find("shop")); }
  DatabaseBackups backups() const {
    return {*home_->databases, *home_->provider, directory_.path() + "/backups"};
  }
  DatabaseBackup back_up(std::uint32_t kept = 0) {
    return must(backups().create(*shop(), kept, {}));
  }

  /// Into a data folder, which no server has open.
  Result<RestoredDatabase> restore(const std::string& data, RestoreRequest request) {
    const auto provider =
        must(kv::rocksdb::RocksdbProvider::open({.folder = directory_.path() + "/" + data}));
    request.folder = folder_;
    return restore_database(*provider, *provider, request, clock_, prepare_);
  }

  /// Whether a data folder is in order, and has nothing that no database knows.
  std::uint64_t damages(const std::string& data) {
    const auto provider = must(kv::rocksdb::RocksdbProvider::open(
        {.folder = directory_.path() + "/" + data, .read_only = true}));
    const auto report = [](const auto& database, const Damage& damage) {
      ADD_FAILURE() << database << ": " << damage.where << ": " << damage.what;
    };
    return must(check_databases(*provider, report)).damages;
  }

  /// A database "shop" with a document in its only backup, and another one after it. The server
  /// has ended.
  void lose_a_document() {
    const auto database = must(home_->databases->create("shop"));
    id_ = database->identity().id;
    folder_ = backups().folder_of(*database);
    must(put(*database, "orders/1"));
    back_up();
    lost_ = must(put(*database, "orders/2"));
  }

  SystemClock clock_;
  testing::TemporaryDirectory directory_;
  std::unique_ptr<Home> home_;
  std::string id_;
  std::string folder_;
  PutResult lost_;
  RestorePreparation prepare_ = [](Database&, const DatabaseBackup&) -> Result<void> { return {}; };
};

TEST_F(DatabaseBackupsTest, OneIsMadeWhileTheDatabaseServes) {
  const auto database = must(home_->databases->create("Shop"));
  EXPECT_THAT(must(backups().list(*database)), IsEmpty());
  must(put(*database, "orders/1"));
  const auto made = back_up();
  must(put(*database, "orders/2"));
  back_up();

  const auto all = must(backups().list(*database));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].number, made.number);
  EXPECT_EQ(all[0].database.name, "Shop");
  EXPECT_EQ(all[0].database.id, database->identity().id);
  EXPECT_THAT(backups().folder_of(*database),
              HasSubstr("/backups/Shop-" + database->identity().id.substr(0, 8)));
}

TEST_F(DatabaseBackupsTest, OnlySoManyAreKept) {
  const auto database = must(home_->databases->create("shop"));
  back_up();
  back_up();
  back_up(2);
  const auto all = must(backups().list(*database));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].number, 2u);
}

TEST_F(DatabaseBackupsTest, InAnEmptyFolderItIsTheSameDatabaseAsItWas) {
  lose_a_document();
  const auto restored = must(restore("other", {}));
  EXPECT_EQ(restored.database.name, "shop");
  EXPECT_EQ(restored.database.id, id_);
  EXPECT_EQ(restored.last_etag, Etag{1});
  EXPECT_EQ(damages("other"), 0u);

  stop();
  const Home other(directory_.path() + "/other");
  const auto database = must(other.databases->find("shop"));
  EXPECT_EQ(database->identity().id, id_);
  EXPECT_TRUE(has(*database, "orders/1"));
  EXPECT_FALSE(has(*database, "orders/2"));
}

// A client that read the version that was lost must not take the new one for it.
TEST_F(DatabaseBackupsTest, NoChangeVectorMeansAnotherVersionThanBefore) {
  lose_a_document();
  must(restore("other", {}));
  stop();
  const Home other(directory_.path() + "/other");
  const auto again = must(put(*must(other.databases->find("shop")), "orders/2"));
  EXPECT_NE(again.change_vector, lost_.change_vector);
  EXPECT_GT(again.etag, lost_.etag);
}

TEST_F(DatabaseBackupsTest, NothingIsOverwritten) {
  lose_a_document();
  stop();
  EXPECT_EQ(restore("data", {}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(restore("data", {.name = "SHOP", .is_copy = true}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(restore("data", {.name = "twin"}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(damages("data"), 0u);
  start();
  EXPECT_TRUE(has(*shop(), "orders/2"));
}

TEST_F(DatabaseBackupsTest, ACopyLivesBesideTheOriginal) {
  lose_a_document();
  stop();
  const auto restored = must(restore("data", {.name = "copy", .is_copy = true}));
  EXPECT_NE(restored.database.id, id_);
  EXPECT_EQ(damages("data"), 0u);

  start();
  EXPECT_THAT(home_->names(), UnorderedElementsAre("copy", "shop"));
  const auto copy = must(home_->databases->find("copy"));
  EXPECT_TRUE(has(*copy, "orders/1"));
  EXPECT_FALSE(has(*copy, "orders/2"));
  EXPECT_TRUE(has(*shop(), "orders/2"));
}

TEST_F(DatabaseBackupsTest, ADamagedOneIsRefusedAndLeavesNothing) {
  lose_a_document();
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/shared_checksum")) {
    testing::flip_byte(entry.path(), 10);
  }
  const auto refused = restore("other", {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kCorruption);
  EXPECT_THAT(refused.error().message, HasSubstr("backup 1 in " + folder_ + " is damaged"));
  EXPECT_EQ(damages("other"), 0u);
  stop();
  EXPECT_THAT(Home(directory_.path() + "/other").names(), IsEmpty());
}

TEST_F(DatabaseBackupsTest, OneThatCannotBePreparedLeavesNothing) {
  lose_a_document();
  prepare_ = [](Database&, const DatabaseBackup&) -> Result<void> {
    return invalid_argument("not like this");
  };
  EXPECT_EQ(restore("other", {}).error().message, "not like this");
  EXPECT_EQ(damages("other"), 0u);
  prepare_ = [](Database& database, const DatabaseBackup&) -> Result<void> {
    TRY(put(database, "orders/prepared"));
    return {};
  };
  EXPECT_OK(restore("other", {}));
  stop();
  const Home other(directory_.path() + "/other");
  EXPECT_TRUE(has(*must(other.databases->find("shop")), "orders/prepared"));
}

TEST_F(DatabaseBackupsTest, WhatIsAskedForWronglyIsSaid) {
  lose_a_document();
  EXPECT_EQ(restore("other", {.number = 7}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(restore("other", {.name = "a/b"}).error().code, ErrorCode::kInvalidArgument);
  folder_ = directory_.path();
  EXPECT_EQ(restore("other", {}).error().code, ErrorCode::kNotFound);
}

TEST_F(DatabaseBackupsTest, TheDescriptionStaysReadable) {
  const kv::Backup stored{.number = 3,
                          .made = {},
                          .description =
                              R"({"Database":"shop","Id":"00112233-4455-6677-8899-aabbccddeeff",)"
                              R"("Created":"2024-01-01T10:00:00.0000000Z"})"};
  const auto backup = must(DatabaseBackup::of(stored));
  EXPECT_EQ(backup.database.name, "shop");
  EXPECT_EQ(backup.database.id, "00112233-4455-6677-8899-aabbccddeeff");
  EXPECT_EQ(format_wire_time(backup.database.created), "2024-01-01T10:00:00.0000000Z");
  EXPECT_EQ(describe_database(backup.database), stored.description);
  EXPECT_EQ(DatabaseBackup::of({.number = 3, .made = {}, .description = "mine"}).error().code,
            ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::documents
