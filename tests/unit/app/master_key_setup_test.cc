#include "app/master_key_setup.h"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "etl/task_store.h"
#include "kv/memory/memory_provider.h"
#include "security/master_key_file.h"
#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using security::MasterKeys;
using ::testing::HasSubstr;
using testing::must;

/// Databases in memory, and a file of keys.
class MasterKeySetupTest : public ::testing::Test {
 protected:
  MasterKeySetupTest() { must(databases_->create("shop")); }

  std::string open_error() {
    const auto opened = open_master_keys(file_, *databases_);
    return opened ? "it opened" : opened.error().message;
  }

  void put_connection_string(const MasterKeys& keys) {
    etl::ConnectionString connection;
    connection.name = "erp";
    connection.kind = etl::DestinationKind::kSql;
    connection.factory_name = "Npgsql";
    connection.connection_string = "Host=h;Password=p4ssword";
    const auto database = must(databases_->find("shop"));
    must(etl::TaskStore(*database, keys, [] {}).put_connection_string(connection));
  }

  std::string connection_string(const MasterKeys& keys) {
    const auto database = must(databases_->find("shop"));
    return must(etl::EtlRecord::read(*database, keys)).connection_strings.front().connection_string;
  }

  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
  std::unique_ptr<documents::Databases> databases_ =
      must(documents::Databases::open(provider_, "A", clock_));
  testing::TemporaryDirectory folder_;
  const std::string file_ = folder_.path() + "/master.key";
};

TEST_F(MasterKeySetupTest, TheFirstStartMakesAKeyAndTheNextFindsIt) {
  const auto made = must(open_master_keys(file_, *databases_));

  EXPECT_EQ(must(open_master_keys(file_, *databases_)).newest().id(), made.newest().id());
}

TEST_F(MasterKeySetupTest, AMissingFileIsNotReplacedWhileItIsNeeded) {
  const auto keys = must(open_master_keys(file_, *databases_));
  put_connection_string(keys);
  std::filesystem::remove(file_);

  EXPECT_THAT(open_error(), HasSubstr("there is no file " + file_));
  EXPECT_THAT(open_error(), HasSubstr(keys.newest().id()));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(MasterKeySetupTest, AFileWithAnotherKeyIsRefused) {
  const auto keys = must(open_master_keys(file_, *databases_));
  put_connection_string(keys);
  must(security::write_master_keys(file_, MasterKeys::make()));

  EXPECT_THAT(open_error(), HasSubstr("is not in " + file_));
  EXPECT_THAT(open_error(), HasSubstr("penstock master-key reset"));
}

TEST_F(MasterKeySetupTest, AfterACrashAmidARotationTheNextStartEndsIt) {
  const auto before = must(open_master_keys(file_, *databases_));
  put_connection_string(before);
  must(security::write_master_keys(file_, before.rotated()));

  const auto keys = must(open_master_keys(file_, *databases_));
  std::vector<std::string> rewritten;
  EXPECT_TRUE(reseal_all(*databases_, keys, [&](const auto& key_space, const auto&) {
    rewritten.push_back(key_space);
    return Result<void>();
  }));

  EXPECT_EQ(rewritten.size(), 1u);
  EXPECT_EQ(connection_string(keys.without_old()), "Host=h;Password=p4ssword");
}

TEST_F(MasterKeySetupTest, TheFileLiesInTheDataFolderUnlessItIsNamed) {
  EXPECT_EQ(master_key_file("", "data"), "data/master.key");
  EXPECT_EQ(master_key_file("/etc/penstock/key", "data"), "/etc/penstock/key");
}

}  // namespace
}  // namespace penstock::app
