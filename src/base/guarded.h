#pragma once

#include <mutex>
#include <utility>

namespace penstock {

/// State shared between threads, reachable only under its lock:
///
///   Guarded<std::map<std::string, int>> counts;
///   counts.with([&](auto& map) { ++map["x"]; });
///
/// Thread-safe. Nothing that blocks belongs inside `with`.
template <typename T>
class Guarded {
 public:
  template <typename... Arguments>
  explicit Guarded(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}

  /// Runs `action` on the value under the lock and returns what it returns.
  template <typename Action>
  decltype(auto) with(Action&& action) {
    const std::lock_guard lock(mutex_);
    return std::forward<Action>(action)(value_);
  }

  template <typename Action>
  decltype(auto) with(Action&& action) const {
    const std::lock_guard lock(mutex_);
    return std::forward<Action>(action)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace penstock
