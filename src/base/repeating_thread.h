#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "base/clock.h"

namespace penstock {

/// A thread that does something again and again. Thread-safe.
class RepeatingThread {
 public:
  /// Does it, and returns when to do it again.
  using Work = std::function<MonotonicTime(const std::stop_token& stop)>;

  /// `clock` must outlive this object.
  explicit RepeatingThread(Clock& clock) : clock_(clock) {}
  ~RepeatingThread();  ///< Stops.
  RepeatingThread(const RepeatingThread&) = delete;
  RepeatingThread& operator=(const RepeatingThread&) = delete;

  /// Works at `first` for the first time. Call once; at most 15 bytes of `name` are kept.
  void start(const std::string& name, MonotonicTime first, Work work);

  /// Ends the thread after the work in hand, which is told by its stop token. May be called twice.
  void stop();

  /// The work is wanted at once.
  void wake();

 private:
  void wait_until(MonotonicTime time, const std::stop_token& stop);

  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool woken_ = false;  ///< Under the mutex.
  std::jthread thread_;
};

}  // namespace penstock
