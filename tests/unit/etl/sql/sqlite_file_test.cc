#include "etl/sql/driver/sqlite_file.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "etl/sql/sql_configuration.h"
#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

namespace fs = std::filesystem;

class SqliteFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string text = fs::temp_directory_path() / "penstock-sqlite-file-XXXXXX";
    base_ = fs::canonical(mkdtemp(text.data()));
    folder_ = base_ / "sqlite";
    fs::create_directories(folder_ / "inner");
  }
  void TearDown() override { fs::remove_all(base_); }

  bool accepts(const std::string& source) {
    return sqlite_file("Data Source=" + source, folder_).has_value();
  }

  fs::path base_;
  fs::path folder_;
};

TEST_F(SqliteFileTest, TakesRelativeFilesAsOnesOfTheFolder) {
  EXPECT_EQ(testing::must(sqlite_file("data source='shop.db'", folder_)), folder_ / "shop.db");
  EXPECT_EQ(testing::must(sqlite_file("DataSource=new/shop.db", folder_)), folder_ / "new/shop.db");
  EXPECT_EQ(testing::must(sqlite_file("Filename=:memory:", folder_)), folder_ / ":memory:");
}

TEST_F(SqliteFileTest, TakesAbsoluteFilesOnlyWithinTheFolder) {
  EXPECT_TRUE(accepts((folder_ / "inner/shop.db").string()));
  EXPECT_FALSE(accepts((base_ / "shop.db").string()));
  EXPECT_FALSE(accepts(folder_.string() + "-beside/shop.db"));
  EXPECT_FALSE(accepts("/etc/passwd"));
  EXPECT_FALSE(accepts(folder_.string()));
}

TEST_F(SqliteFileTest, RefusesWaysUp) {
  EXPECT_FALSE(accepts("../shop.db"));
  EXPECT_FALSE(accepts("inner/../shop.db"));
  EXPECT_FALSE(accepts(".."));
  EXPECT_FALSE(accepts(""));
  EXPECT_FALSE(accepts("."));
}

TEST_F(SqliteFileTest, FollowsLinksBeforeItDecides) {
  fs::create_directory_symlink(base_, folder_ / "out");
  fs::create_symlink(base_ / "secret.db", folder_ / "dangling.db");
  std::ofstream(base_ / "there.db") << "x";
  fs::create_symlink(base_ / "there.db", folder_ / "there.db");
  fs::create_directory_symlink(folder_ / "inner", folder_ / "in");

  EXPECT_FALSE(accepts("out/shop.db"));
  EXPECT_FALSE(accepts("dangling.db"));
  EXPECT_FALSE(accepts("there.db"));
  EXPECT_TRUE(accepts("in/shop.db"));
}

TEST_F(SqliteFileTest, RefusesOtherKeywordsAndAMissingFolder) {
  EXPECT_FALSE(sqlite_file("Data Source=shop.db;Mode=Memory", folder_));
  EXPECT_FALSE(sqlite_file("Data Source=shop.db", ""));
}

TEST_F(SqliteFileTest, IsWhatValidationAsksFor) {
  EXPECT_OK(validate_connection("sqlite", "Data Source=shop.db", {folder_}));
  EXPECT_FALSE(validate_connection("Sqlite", "Data Source=/etc/x", {folder_}));
  const auto other = validate_connection("Oracle.ManagedDataAccess.Client", "x=y", {folder_});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("Oracle"), std::string::npos);
}

}  // namespace
}  // namespace penstock::etl::sql
