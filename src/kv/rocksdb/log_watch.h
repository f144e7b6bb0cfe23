#pragma once

#include <atomic>
#include <cstdint>

#include <rocksdb/listener.h>

namespace penstock::kv::rocksdb {

/// Keeps RocksDB from going on with a write-ahead log whose last write failed. When the disk was
/// full it recovers by writing out what is in memory, which begins another log. Where nothing has
/// been written since the log began there is nothing to write out: it would take itself for
/// recovered and end the process at the next write to that log. Such a failure is made one that it
/// does not recover from before it is opened again. Thread-safe.
class LogWatch final : public ::rocksdb::EventListener {
 public:
  /// Which log is written to now, counted from 1.
  std::uint64_t current() const noexcept { return current_; }

  /// A write has succeeded that began when `log` was the current one.
  void wrote(std::uint64_t log) noexcept { written_ = log; }

  void OnMemTableSealed(const ::rocksdb::MemTableInfo& info) override;
  void OnBackgroundError(::rocksdb::BackgroundErrorReason reason,
                         ::rocksdb::Status* error) override;
  void OnErrorRecoveryBegin(::rocksdb::BackgroundErrorReason reason, ::rocksdb::Status error,
                            bool* recovers) override;

 private:
  std::atomic<std::uint64_t> current_ = 1;
  std::atomic<std::uint64_t> written_ = 0;  ///< The last log that was surely written to.
};

}  // namespace penstock::kv::rocksdb
