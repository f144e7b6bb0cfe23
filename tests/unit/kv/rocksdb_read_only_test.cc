#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::kv::rocksdb {
namespace {

using testing::must;

class RocksdbReadOnlyTest : public ::testing::Test {
 protected:
  std::string folder() const { return directory_.path() + "/data"; }

  auto open_to_read() const {
    return RocksdbProvider::open({.folder = folder(), .read_only = true});
  }

  /// A key space with one entry, closed.
  void write() const {
    const auto provider = must(RocksdbProvider::open({.folder = folder()}));
    WriteBatch batch;
    batch.put("key", "value");
    must(must(provider->open("shop", /*create=*/true))->commit(batch, std::nullopt));
  }

  /// Sizes and times of all files by name.
  std::map<std::string, std::pair<std::uintmax_t, std::filesystem::file_time_type>> files() const {
    std::map<std::string, std::pair<std::uintmax_t, std::filesystem::file_time_type>> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
      if (entry.is_regular_file()) {
        found[entry.path()] = {entry.file_size(), entry.last_write_time()};
      }
    }
    return found;
  }

 private:
  testing::TemporaryDirectory directory_;
};

TEST_F(RocksdbReadOnlyTest, WhatWasCommittedIsReadAndNoFileChanges) {
  write();
  const auto before = files();
  {
    const auto provider = must(open_to_read());
    const auto engine = must(provider->open("shop", /*create=*/false));
    EXPECT_EQ(must(must(engine->snapshot())->get("key")), "value");
  }
  EXPECT_EQ(files(), before);
}

TEST_F(RocksdbReadOnlyTest, NothingIsCommittedOrCreated) {
  write();
  const auto provider = must(open_to_read());
  WriteBatch batch;
  batch.put("key", "other");
  EXPECT_FALSE(must(provider->open("shop", /*create=*/false))->commit(batch, std::nullopt));
  const auto created = provider->open("new", /*create=*/true);
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, ErrorCode::kNotFound);
}

TEST_F(RocksdbReadOnlyTest, AFolderInUseIsNotOpened) {
  const auto provider = must(RocksdbProvider::open({.folder = folder()}));
  const auto second = open_to_read();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

TEST_F(RocksdbReadOnlyTest, AFolderThatIsNotThereIsNotCreated) {
  const auto provider = open_to_read();
  ASSERT_FALSE(provider);
  EXPECT_EQ(provider.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

}  // namespace
}  // namespace penstock::kv::rocksdb
