#include "kv/rocksdb/manifest_watch.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace penstock::kv::rocksdb {
namespace {

struct Manifest {
  std::uint64_t number = 0;
  std::uint64_t whole_bytes = 0;  ///< Up to the end of its last whole record.
};

// As RocksDB writes its logs (its wiki, "Write Ahead Log File Format"): blocks of 32 KB, in which
// fragments stand one behind the other, and zeros where no header has room any more.
//   fragment := checksum:u32 length:u16 type:u8 bytes     (little-endian)
constexpr std::size_t kBlockBytes = std::size_t{32} << 10;
constexpr std::size_t kHeaderBytes = 7;
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kTypeAt = 6;
constexpr unsigned char kWholeRecord = 1;
constexpr unsigned char kEndOfRecord = 4;  // 2 and 3 are its beginning and its middle.

/// Up to the first that RocksDB would not read on from without a word: one that is cut, or whose
/// type has become one of those that no manifest has (it takes a fragment of a reused log for the
/// rest of an older one).
std::uint64_t whole_bytes(std::string_view manifest) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(manifest[at]); };
  std::uint64_t whole = 0;
  std::size_t at = 0;
  while (at < manifest.size()) {
    const auto left_in_block = kBlockBytes - at % kBlockBytes;
    if (left_in_block < kHeaderBytes) {
      at += left_in_block;
      continue;
    }
    if (manifest.size() - at < kHeaderBytes) break;
    const auto length = byte(at + kLengthAt) + std::size_t{256} * byte(at + kLengthAt + 1);
    const auto type = byte(at + kTypeAt);
    at += kHeaderBytes + length;
    if (kHeaderBytes + length > left_in_block || at > manifest.size()) break;
    if (type < kWholeRecord || type > kEndOfRecord) break;
    if (type == kWholeRecord || type == kEndOfRecord) whole = at;
  }
  return whole;
}

/// "MANIFEST-000005\n" in the file CURRENT is 5.
std::optional<std::uint64_t> number_in(std::string_view current) {
  constexpr std::string_view kPrefix = "MANIFEST-";
  if (!current.starts_with(kPrefix)) return std::nullopt;
  std::uint64_t number = 0;
  const auto digits = current.substr(kPrefix.size());
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

std::string manifest_path(const std::string& folder, std::uint64_t number) {
  return fmt::format("{}/MANIFEST-{:06}", folder, number);
}

/// The one that counts; nothing if it cannot be read, of which RocksDB says more.
std::optional<Manifest> read_manifest(::rocksdb::Env& env, const std::string& folder) {
  std::string current;
  if (!::rocksdb::ReadFileToString(&env, folder + "/CURRENT", &current).ok()) return std::nullopt;
  const auto number = number_in(current);
  std::string bytes;
  if (!number || !::rocksdb::ReadFileToString(&env, manifest_path(folder, *number), &bytes).ok()) {
    return std::nullopt;
  }
  return Manifest{*number, whole_bytes(bytes)};
}

::rocksdb::Status sync(::rocksdb::Env& env, const std::string& path) {
  std::unique_ptr<::rocksdb::RandomRWFile> file;
  const auto opened = env.NewRandomRWFile(path, &file, {});
  return opened.ok() ? file->Sync() : opened;
}

}  // namespace

Result<std::shared_ptr<ManifestWatch>> ManifestWatch::open(::rocksdb::Env& env,
                                                           const std::string& folder) {
  auto mark = TRY(MarkFile::open(env, manifest_mark_in(folder)));
  return std::shared_ptr<ManifestWatch>(new ManifestWatch(env, folder, std::move(mark)));
}

// It may just be written to by another job, and a mark must not be ahead of what a power cut
// leaves.
void ManifestWatch::note() noexcept {
  const std::lock_guard noting(mutex_);
  const auto manifest = read_manifest(env_, folder_);
  if (!manifest || !sync(env_, manifest_path(folder_, manifest->number)).ok()) return;
  mark_->write(std::array{manifest->number, manifest->whole_bytes});
}

Result<void> check_manifest(::rocksdb::Env& env, const std::string& folder) {
  const auto mark = MarkFile::read(env, manifest_mark_in(folder), 2);
  const auto manifest = read_manifest(env, folder);
  if (!mark || !manifest) return {};
  const auto number = mark->front();
  const auto bytes = mark->back();
  if (manifest->number != number || manifest->whole_bytes >= bytes) return {};
  return corruption(fmt::format(
      "key space {} has lost the end of its list of files: {} bytes of {} were written, and {} are "
      "whole. Restore a backup; to go on with what the list still names, remove {}",
      folder, bytes, manifest_path(folder, number), manifest->whole_bytes,
      manifest_mark_in(folder)));
}

}  // namespace penstock::kv::rocksdb
