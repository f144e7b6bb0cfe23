#include "kv/rocksdb/mark_file.h"

#include <utility>

#include "base/bytes.h"
#include "kv/rocksdb/status.h"

// A mark := number:u64+ check:u64   (big-endian)
// check  := all numbers, exclusive or, with every bit turned over: half a mark is none
// Golden bytes: tests/unit/kv/rocksdb_log_test.cc.

namespace penstock::kv::rocksdb {
namespace {

std::uint64_t check_of(std::span<const std::uint64_t> numbers) {
  std::uint64_t check = ~std::uint64_t{0};
  for (const auto number : numbers) check ^= number;
  return check;
}

}  // namespace

std::optional<MarkFile::Numbers> MarkFile::read(::rocksdb::Env& env, const std::string& path,
                                                std::size_t count) {
  std::string bytes;
  if (!::rocksdb::ReadFileToString(&env, path, &bytes).ok()) return std::nullopt;
  ByteReader reader(bytes);
  Numbers numbers(count);
  for (auto& number : numbers) number = reader.u64();
  const bool is_whole = reader.u64() == check_of(numbers) && reader.ok() && reader.at_end();
  return is_whole ? std::optional(std::move(numbers)) : std::nullopt;
}

Result<std::unique_ptr<MarkFile>> MarkFile::open(::rocksdb::Env& env, const std::string& path) {
  if (!env.FileExists(path).ok()) TRY(check(::rocksdb::WriteStringToFile(&env, {}, path)));
  std::unique_ptr<::rocksdb::RandomRWFile> file;
  TRY(check(env.NewRandomRWFile(path, &file, {})));
  return std::unique_ptr<MarkFile>(new MarkFile(std::move(file)));
}

Result<void> MarkFile::remove(::rocksdb::Env& env, const std::string& path) {
  return env.FileExists(path).ok() ? check(env.DeleteFile(path)) : Result<void>();
}

void MarkFile::write(std::span<const std::uint64_t> numbers) noexcept {
  std::string bytes;
  for (const auto number : numbers) append_u64(bytes, number);
  append_u64(bytes, check_of(numbers));
  file_->Write(0, bytes).PermitUncheckedError();
}

}  // namespace penstock::kv::rocksdb
