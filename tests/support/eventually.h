#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace penstock::testing {

/// Whether `condition` holds within `limit`, asking again until it does.
inline bool eventually(const std::function<bool()>& condition,
                       std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace penstock::testing
