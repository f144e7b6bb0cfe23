#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <rocksdb/env.h>

#include "base/result.h"

namespace penstock::kv::rocksdb {

/// The sequence number of the last acknowledged commit of the key space in `folder`. The log is
/// read up to where it ends, and a log that was cut ends as one that nobody wrote to any more; this
/// mark knows better.
inline std::string commit_mark_in(const std::string& folder) { return folder + "/COMMITTED"; }

/// The number of the manifest, and how many of its bytes were on disk: as above, of the list of
/// files.
inline std::string manifest_mark_in(const std::string& folder) { return folder + "/LISTED"; }

/// A few numbers in a file, written over in place. They are never synced, so they cost no time of
/// the disk: they are exact after the kill of a process, and at most behind after a power cut.
/// Confined to one thread at a time.
class MarkFile {
 public:
  using Numbers = std::vector<std::uint64_t>;

  /// Nothing if there is no such file, or half of one.
  static std::optional<Numbers> read(::rocksdb::Env& env, const std::string& path,
                                     std::size_t count);

  /// To be written; made if it is missing. `env` must outlive it.
  static Result<std::unique_ptr<MarkFile>> open(::rocksdb::Env& env, const std::string& path);

  /// Nothing happens if there is none.
  static Result<void> remove(::rocksdb::Env& env, const std::string& path);

  /// Always as many. If the file cannot be written the mark stays behind, which does no harm.
  void write(std::span<const std::uint64_t> numbers) noexcept;

 private:
  explicit MarkFile(std::unique_ptr<::rocksdb::RandomRWFile> file) : file_(std::move(file)) {}

  std::unique_ptr<::rocksdb::RandomRWFile> file_;
};

}  // namespace penstock::kv::rocksdb
