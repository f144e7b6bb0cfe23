// A write-ahead log that somebody cut or removed.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "base/bytes.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::kv::rocksdb {
namespace {

using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;
namespace fs = std::filesystem;

class RocksdbLogTest : public ::testing::Test {
 protected:
  /// A key space with three commits in its log, closed.
  RocksdbLogTest() {
    const auto provider = must(open_folder());
    const auto engine = must(provider->open("shop", /*create=*/true));
    for (const auto* key : {"a", "b", "c"}) {
      WriteBatch batch;
      batch.put(key, std::string(100, 'x'));
      must(engine->commit(batch, std::nullopt));
    }
  }

  Result<std::unique_ptr<RocksdbProvider>> open_folder(bool read_only = false) const {
    return RocksdbProvider::open({.folder = directory_.path() + "/data", .read_only = read_only});
  }
  fs::path folder() const { return directory_.path() + "/data/shop"; }
  fs::path mark() const { return folder() / "COMMITTED"; }

  fs::path log() const {
    return find([](const auto& entry) {
      return entry.path().extension() == ".log" && entry.file_size() > 0;
    });
  }
  fs::path manifest() const {
    return find([](const auto& entry) {
      return entry.path().filename().string().starts_with("MANIFEST-");
    });
  }
  template <typename Predicate>
  fs::path find(Predicate is_meant) const {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(folder())) {
      if (is_meant(entry)) found = entry.path();
    }
    CHECK(!found.empty());
    return found;
  }
  void cut_log(std::uintmax_t bytes) const { fs::resize_file(log(), fs::file_size(log()) - bytes); }

  /// "" if the key space opens and has all that was committed.
  std::string failure(bool read_only = false) const {
    const auto provider = must(open_folder(read_only));
    const auto engine = provider->open("shop", /*create=*/false);
    if (!engine) return engine.error().message;
    return must(must((*engine)->snapshot())->get("c")) ? "" : "something is missing";
  }

 private:
  testing::TemporaryDirectory directory_;
};

TEST_F(RocksdbLogTest, AWholeOneOpensAgainAndAgain) {
  EXPECT_EQ(failure(/*read_only=*/true), "");
  EXPECT_EQ(failure(), "");
  EXPECT_EQ(failure(), "");
}

TEST_F(RocksdbLogTest, OneThatWasCutIsNoticed) {
  cut_log(20);
  EXPECT_THAT(failure(/*read_only=*/true), HasSubstr("lost the end of its write-ahead log"));
  EXPECT_THAT(failure(), HasSubstr("lost the end of its write-ahead log"));
  EXPECT_THAT(failure(), HasSubstr("lost the end of its write-ahead log")) << "each time";
}

TEST_F(RocksdbLogTest, OneThatWasRemovedIsNoticedAndCanBePutBack) {
  const auto path = log();
  const auto aside = folder().parent_path() / "aside";
  fs::rename(path, aside);
  EXPECT_THAT(failure(/*read_only=*/true), HasSubstr("lost the end of its write-ahead log"));
  EXPECT_THAT(failure(), HasSubstr("lost the end of its write-ahead log"));
  fs::rename(aside, path);
  EXPECT_EQ(failure(), "");
}

TEST_F(RocksdbLogTest, WhoAcceptsTheLossGoesOnWithTheRest) {
  cut_log(20);
  const auto said = failure();
  EXPECT_THAT(said, HasSubstr("remove " + mark().string()));
  fs::remove(mark());
  EXPECT_EQ(failure(), "something is missing");
}

TEST_F(RocksdbLogTest, AManifestThatWasCutIsNoticed) {
  const auto path = manifest();
  fs::resize_file(path, fs::file_size(path) - 3);
  EXPECT_THAT(failure(/*read_only=*/true), HasSubstr("lost the end of its list of files"));
  EXPECT_THAT(failure(), HasSubstr(path.string()));
  fs::remove(folder() / "LISTED");
  EXPECT_THAT(failure(), Not(HasSubstr("list of files")));
}

// By one bit, 1 for a whole record becomes 5, of which RocksDB thinks that an older log left it.
TEST_F(RocksdbLogTest, AManifestWithARecordOfAnUnknownTypeIsNoticed) {
  constexpr std::streamoff kTypeOfFirstRecordAt = 6;
  std::fstream file(manifest(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(kTypeOfFirstRecordAt).put(5);
  file.close();
  EXPECT_THAT(failure(/*read_only=*/true), HasSubstr("lost the end of its list of files"));
  EXPECT_THAT(failure(), HasSubstr("lost the end of its list of files"));
}

TEST_F(RocksdbLogTest, HalfAMarkAndNoneAtAllAreNoReasonNotToOpen) {
  fs::resize_file(mark(), 7);
  EXPECT_EQ(failure(), "");
  fs::remove(mark());
  EXPECT_EQ(failure(), "");
}

TEST_F(RocksdbLogTest, TheMarkIsWrittenAsEver) {
  std::ifstream file(mark());
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(to_hex(bytes), "0000000000000003fffffffffffffffc");
}

}  // namespace
}  // namespace penstock::kv::rocksdb
