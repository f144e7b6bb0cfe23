// Bits that turn over in the files of a key space at rest: what was committed is read, or it is
// said what is damaged. Nothing else is ever read.
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <gmock/gmock.h>

#include "kv/rocksdb/rocksdb_provider.h"
#include "support/assertions.h"
#include "support/seed.h"
#include "support/temporary_directory.h"

namespace penstock::kv::rocksdb {
namespace {

using ::testing::HasSubstr;
using testing::must;
namespace fs = std::filesystem;

using Model = std::map<std::string, std::string>;

/// Turns a bit over, and back at the end.
class FlippedBit {
 public:
  FlippedBit(std::string file, std::uintmax_t bit) : file_(std::move(file)), bit_(bit) { flip(); }
  ~FlippedBit() { flip(); }
  FlippedBit(const FlippedBit&) = delete;
  FlippedBit& operator=(const FlippedBit&) = delete;

 private:
  void flip() const {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    const auto offset = static_cast<std::streamoff>(bit_ / 8);
    file.seekg(offset);
    const auto byte = static_cast<char>(file.get() ^ (1 << (bit_ % 8)));
    file.seekp(offset);
    file.put(byte);
  }

  std::string file_;
  std::uintmax_t bit_;
};

/// Before the end of the table file below: the highest bit of how many restarts its block of
/// properties has. RocksDB uses that block before it has checked it, and when this bit of it is
/// set, an assertion of Debian's build ends the process. docs/reliability.md says so.
constexpr std::uintmax_t kBitThatAborts = 1201;

/// A kind of file, by the beginning or the end of its name.
struct StoredFile {
  std::string part;
  bool matters = true;               ///< Whether the key space needs what it says.
  std::uintmax_t spared_bit_at = 0;  ///< Before its end; 0: none.
};

void PrintTo(const StoredFile& file,  // NOLINT(readability-identifier-naming): gtest's
             std::ostream* out) {
  *out << file.part;
}

/// A key space with table files, a file of large values and commits in its log, closed.
class RocksdbBitFlipTest : public ::testing::TestWithParam<StoredFile> {
 protected:
  RocksdbBitFlipTest() {
    fill(/*first=*/0, 60);
    fill(/*first=*/60, 70);  // The opening has put the first ones into table files.
  }

  void fill(int first, int end) {
    const auto provider = must(RocksdbProvider::open({.folder = data()}));
    const auto engine = must(provider->open("shop", /*create=*/true));
    for (int i = first; i < end; ++i) {
      WriteBatch batch;
      const std::string value(i % 20 == 0 ? 70'000 : 300, static_cast<char>('a' + i % 26));
      batch.put("key" + std::to_string(i), value);
      model_["key" + std::to_string(i)] = value;
      must(engine->commit(batch, std::nullopt));
    }
  }

  std::string data() const { return directory_.path() + "/data"; }
  std::string folder() const { return data() + "/shop"; }

  /// The largest file whose name begins or ends so.
  fs::path find(const std::string& part) const {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(folder())) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with(part) && !name.ends_with(part)) continue;
      if (found.empty() || entry.file_size() > fs::file_size(found)) found = entry.path();
    }
    return found;
  }

  /// As `penstock check` reads, which leaves the files as they are.
  Result<Model> read() const {
    const auto provider = must(RocksdbProvider::open({.folder = data(), .read_only = true}));
    const auto engine = TRY(provider->open("shop", /*create=*/false));
    Model model;
    TRY(must(engine->snapshot())->visit({}, [&](std::string_view key, std::string_view value) {
      model.emplace(key, value);
      return true;
    }));
    return model;
  }

  std::mt19937 random_{testing::random_seed()};
  testing::TemporaryDirectory directory_;
  Model model_;
};

TEST_P(RocksdbBitFlipTest, WhatWasCommittedIsReadOrTheDamageIsNamed) {
  constexpr int kFlips = 40;
  const auto file = find(GetParam().part);
  ASSERT_FALSE(file.empty());
  ASSERT_EQ(must(read()), model_);
  const auto bits = fs::file_size(file) * 8;
  int damages = 0;
  for (int flips = 0; flips < kFlips; ++flips) {
    const auto bit = random_() % bits;
    if (bits - bit == GetParam().spared_bit_at) continue;
    SCOPED_TRACE(file.filename().string() + ", bit " + std::to_string(bit));
    const FlippedBit flipped(file, bit);
    const auto found = read();
    if (found) {
      ASSERT_TRUE(*found == model_) << found->size() << " entries of " << model_.size();
      continue;
    }
    ++damages;
    ASSERT_THAT(found.error().message, HasSubstr(folder()));
    ASSERT_NE(found.error().code, ErrorCode::kNotFound) << "there is one";
  }
  EXPECT_EQ(damages > 0, GetParam().matters) << damages;
  EXPECT_EQ(must(read()), model_);
}

std::string name_of(const ::testing::TestParamInfo<StoredFile>& info) {
  std::string name;
  for (const char c : info.param.part) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name.push_back(c);
  }
  return name;
}

// A mark only counts if what it says agrees with its check.
INSTANTIATE_TEST_SUITE_P(
    Files, RocksdbBitFlipTest,
    ::testing::Values(StoredFile{".log"}, StoredFile{".sst", true, kBitThatAborts},
                      StoredFile{".blob"}, StoredFile{"CURRENT"}, StoredFile{"MANIFEST-"},
                      StoredFile{"LISTED", false}, StoredFile{"COMMITTED", false},
                      StoredFile{"IDENTITY", false}, StoredFile{"OPTIONS-", false}),
    name_of);

}  // namespace
}  // namespace penstock::kv::rocksdb
