#pragma once

#include <cstddef>
#include <memory>
#include <random>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "documents/database.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/seed.h"
#include "support/temporary_directory.h"
#include "support/unsynced_file_system.h"

namespace penstock::testing {

/// A database in files that lose what was not synced when the power goes out.
class PowerCutFixture : public ::testing::Test {
 protected:
  Result<void> start() {
    provider_ =
        TRY(kv::rocksdb::RocksdbProvider::open({.folder = directory_.path() + "/data",
                                                .write_buffer_bytes = std::size_t{256} << 10,
                                                .environment = environment_on(files_)}));
    database_ = TRY(documents::Database::open(
        TRY(provider_->open("shop", true)),
        {.name = "shop", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"}, clock_));
    return {};
  }

  void restart() {
    database_.reset();
    provider_.reset();
    files_->drop_unsynced(random_);
    ASSERT_OK(start());
  }

  std::mt19937 random_{random_seed()};
  SystemClock clock_;
  TemporaryDirectory directory_;
  std::shared_ptr<UnsyncedFileSystem> files_ =
      std::make_shared<UnsyncedFileSystem>(directory_.path() + "/trash");
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider_;
  std::unique_ptr<documents::Database> database_;
};

}  // namespace penstock::testing
