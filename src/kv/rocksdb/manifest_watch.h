#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include "base/result.h"
#include "kv/rocksdb/mark_file.h"

namespace penstock::kv::rocksdb {

/// Keeps the mark of the manifest, RocksDB's list of the files of a key space. RocksDB reads that
/// list up to its last whole record and takes what follows for a record that was never finished,
/// also when a bit of its length has turned over: the files that it names would be missing without
/// a word. Thread-safe.
class ManifestWatch final : public ::rocksdb::EventListener {
 public:
  /// Of the key space in `folder`, that is about to be opened to write. `env` must outlive it.
  static Result<std::shared_ptr<ManifestWatch>> open(::rocksdb::Env& env,
                                                     const std::string& folder);

  /// Sees to it that what the manifest says by now is on disk, and marks it.
  void note() noexcept;

  void OnFlushCompleted(::rocksdb::DB* /*database*/,
                        const ::rocksdb::FlushJobInfo& /*info*/) override {
    note();
  }
  void OnCompactionCompleted(::rocksdb::DB* /*database*/,
                             const ::rocksdb::CompactionJobInfo& /*info*/) override {
    note();
  }

 private:
  ManifestWatch(::rocksdb::Env& env, std::string folder, std::unique_ptr<MarkFile> mark)
      : env_(env), folder_(std::move(folder)), mark_(std::move(mark)) {}

  ::rocksdb::Env& env_;
  const std::string folder_;
  std::mutex mutex_;
  std::unique_ptr<MarkFile> mark_;
};

/// Before a key space is opened. Errors: kCorruption if its manifest ends before its mark.
Result<void> check_manifest(::rocksdb::Env& env, const std::string& folder);

}  // namespace penstock::kv::rocksdb
