#pragma once

#include <cstdint>

namespace penstock::script {

/// How much memory this process holds. Opened before the sandbox shuts. Thread-safe.
class ResidentMemory {
 public:
  ResidentMemory();
  ~ResidentMemory();
  ResidentMemory(const ResidentMemory&) = delete;
  ResidentMemory& operator=(const ResidentMemory&) = delete;

  /// 0 if it cannot be told.
  std::uint64_t bytes() const;

 private:
  int file_;
};

}  // namespace penstock::script
