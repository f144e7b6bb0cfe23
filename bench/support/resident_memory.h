#pragma once

#include <atomic>
#include <cstdint>
#include <sys/types.h>
#include <thread>

namespace penstock::bench {

/// What a process holds in memory, in bytes. Ends the program if there is no such process.
std::uint64_t resident_bytes(pid_t process);

/// Watches the memory of a process for as long as this object lives. Thread-safe.
class ResidentPeak {
 public:
  explicit ResidentPeak(pid_t process);

  /// The most since the beginning, seen every few milliseconds.
  std::uint64_t bytes() const { return peak_; }

 private:
  std::atomic<std::uint64_t> peak_;
  std::jthread watcher_;
};

}  // namespace penstock::bench
