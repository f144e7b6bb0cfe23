#include "kv/rocksdb/commit_mark.h"

#include <utility>

#include "base/bytes.h"
#include "kv/rocksdb/status.h"

// File "COMMITTED":
//   mark   := number:u64 check:u64   (big-endian)
//   number := the sequence number that RocksDB gave to the last entry of the commit
//   check  := number with every bit turned over: half a mark is none
// Golden bytes: tests/unit/kv/rocksdb_log_test.cc.

namespace penstock::kv::rocksdb {
namespace {

std::string encode(std::uint64_t number) {
  std::string bytes;
  append_u64(bytes, number);
  append_u64(bytes, ~number);
  return bytes;
}

}  // namespace

std::optional<std::uint64_t> CommitMark::read(::rocksdb::Env& env, const std::string& folder) {
  std::string bytes;
  if (!::rocksdb::ReadFileToString(&env, path_in(folder), &bytes).ok()) return std::nullopt;
  ByteReader reader(bytes);
  const auto number = reader.u64();
  const bool is_whole = reader.u64() == ~number && reader.ok() && reader.at_end();
  return is_whole ? std::optional(number) : std::nullopt;
}

Result<std::unique_ptr<CommitMark>> CommitMark::open(::rocksdb::Env& env,
                                                     const std::string& folder) {
  const auto path = path_in(folder);
  if (!env.FileExists(path).ok()) TRY(check(::rocksdb::WriteStringToFile(&env, {}, path)));
  std::unique_ptr<::rocksdb::RandomRWFile> file;
  TRY(check(env.NewRandomRWFile(path, &file, {})));
  return std::unique_ptr<CommitMark>(new CommitMark(std::move(file)));
}

Result<void> CommitMark::remove(::rocksdb::Env& env, const std::string& folder) {
  const auto path = path_in(folder);
  return env.FileExists(path).ok() ? check(env.DeleteFile(path)) : Result<void>();
}

void CommitMark::write(std::uint64_t number) noexcept {
  file_->Write(0, encode(number)).PermitUncheckedError();
}

}  // namespace penstock::kv::rocksdb
