// Databases on a disk that fails, or whose files were damaged.
#include <filesystem>

#include <gmock/gmock.h>

#include "documents/data_check.h"
#include "documents/database_registry.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/damaged_file.h"
#include "support/faulty_file_system.h"
#include "support/seed.h"
#include "support/temporary_directory.h"
#include "support/unsynced_file_system.h"

namespace penstock::documents {
namespace {

using testing::FaultEffect;
using testing::FileKind;
using testing::FileOperation;
using ::testing::HasSubstr;
using testing::must;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class StorageFaultTest : public ::testing::Test {
 protected:
  StorageFaultTest() { start(); }

  std::string data() const { return directory_.path() + "/data"; }

  void start() {
    provider_ = must(kv::rocksdb::RocksdbProvider::open(
        {.folder = data(), .environment = testing::environment_on(disk_)}));
    databases_ = must(Databases::open(*provider_, "A", clock_));
  }
  void stop() {
    databases_.reset();
    provider_.reset();
  }
  void restart() {
    stop();
    unsynced_->drop_unsynced(random_);
    start();
  }

  Result<void> put(const std::string& database, const std::string& id) {
    const auto found = TRY(databases_->find(database));
    return found->write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.put(id, {.body = "{}", .metadata = "{}", .collection = "Orders"}, {}));
      return {};
    });
  }

  bool has(const std::string& database, const std::string& id) {
    const auto snapshot = must(must(databases_->find(database))->snapshot());
    return must(snapshot.get(id)).has_value();
  }

  /// The folder of a database.
  std::string folder_of(const std::string& database) {
    for (const auto& entry : databases_->list()) {
      if (entry.name == database) return data() + "/" + entry.folder;
    }
    return "";
  }

  void expect_no_damage() {
    stop();
    const auto provider =
        must(kv::rocksdb::RocksdbProvider::open({.folder = data(), .read_only = true}));
    EXPECT_EQ(must(check_databases(*provider,
                                   [](const auto& database, const Damage& damage) {
                                     ADD_FAILURE() << database << ": " << damage.what;
                                   }))
                  .damages,
              0u);
  }

  SystemClock clock_;
  std::mt19937 random_{testing::random_seed()};
  testing::TemporaryDirectory directory_;
  std::shared_ptr<testing::UnsyncedFileSystem> unsynced_ =
      std::make_shared<testing::UnsyncedFileSystem>(directory_.path() + "/trash");
  std::shared_ptr<testing::FaultyFileSystem> disk_ =
      std::make_shared<testing::FaultyFileSystem>(unsynced_);
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider_;
  std::unique_ptr<Databases> databases_;
};

TEST_F(StorageFaultTest, OnABrokenDiskWritesAreRefusedAndReadsGoOnUntilTheServerIsStartedAgain) {
  must(databases_->create("shop"));
  ASSERT_OK(put("shop", "orders/1"));
  disk_->break_down({FileKind::kLog, FileOperation::kSync, FaultEffect::kBroken});

  for (int i = 0; i < 3; ++i) {
    const auto refused = put("shop", "orders/refused");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("Input/output error"));
  }
  EXPECT_TRUE(has("shop", "orders/1"));
  EXPECT_FALSE(has("shop", "orders/refused"));
  EXPECT_EQ(must(must(databases_->find("shop"))->statistics()).documents, 1u);

  disk_->mend();
  EXPECT_THAT(put("shop", "orders/2").error().message, HasSubstr("restart the server"));
  restart();
  EXPECT_TRUE(has("shop", "orders/1"));
  ASSERT_OK(put("shop", "orders/2"));
  expect_no_damage();
}

TEST_F(StorageFaultTest, WhereTheDiskIsFullNoDatabaseIsCreatedAndTheOthersAreRead) {
  must(databases_->create("shop"));
  ASSERT_OK(put("shop", "orders/1"));
  disk_->break_down({FileKind::kManifest, FileOperation::kWrite, FaultEffect::kFull});

  const auto refused = databases_->create("books");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("No space left on device"));
  EXPECT_TRUE(has("shop", "orders/1"));
  EXPECT_EQ(databases_->find("books").error().code, ErrorCode::kNotFound);

  disk_->mend();
  ASSERT_OK(databases_->create("books"));
  restart();
  ASSERT_OK(put("books", "books/1"));
  expect_no_damage();
}

TEST_F(StorageFaultTest, ADatabaseWithADamagedFileIsNamedAndTheOthersServe) {
  must(databases_->create("shop"));
  must(databases_->create("books"));
  ASSERT_OK(put("shop", "orders/1"));
  ASSERT_OK(put("books", "books/1"));
  const auto folder = folder_of("shop");
  stop();
  testing::flip_byte(folder + "/CURRENT", 0);
  start();

  const auto damaged = databases_->find("shop");
  ASSERT_FALSE(damaged.has_value());
  EXPECT_NE(damaged.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(damaged.error().message, StartsWith("key space " + folder + " cannot be opened"));
  EXPECT_TRUE(has("books", "books/1"));
  ASSERT_OK(put("books", "books/2"));

  stop();
  testing::flip_byte(folder + "/CURRENT", 0);
  start();
  EXPECT_TRUE(has("shop", "orders/1"));
}

}  // namespace
}  // namespace penstock::documents
