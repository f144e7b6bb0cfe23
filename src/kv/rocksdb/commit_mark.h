#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <rocksdb/env.h>

#include "base/result.h"

namespace penstock::kv::rocksdb {

/// How far a key space was: the sequence number of its last acknowledged commit, in a file beside
/// the log. The log is read up to where it ends, and a log that was cut ends as one that nobody
/// wrote to any more; the mark knows better. It is written after the commit and never synced, so it
/// costs no time of the disk: it is exact after the kill of a process, and at most behind after a
/// power cut. Confined to who holds the commit lock.
class CommitMark {
 public:
  /// Of the key space in `folder`; nothing if there is none, or half of one.
  static std::optional<std::uint64_t> read(::rocksdb::Env& env, const std::string& folder);

  /// The mark of `folder`, to be written; made if it is missing. `env` must outlive it.
  static Result<std::unique_ptr<CommitMark>> open(::rocksdb::Env& env, const std::string& folder);

  /// Nothing happens if there is none.
  static Result<void> remove(::rocksdb::Env& env, const std::string& folder);

  /// The path of the file.
  static std::string path_in(const std::string& folder) { return folder + "/COMMITTED"; }

  /// If the file cannot be written the mark stays behind, which does no harm.
  void write(std::uint64_t number) noexcept;

 private:
  explicit CommitMark(std::unique_ptr<::rocksdb::RandomRWFile> file) : file_(std::move(file)) {}

  std::unique_ptr<::rocksdb::RandomRWFile> file_;
};

}  // namespace penstock::kv::rocksdb
