#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>

namespace penstock {

using WallTime = std::chrono::sys_time<std::chrono::microseconds>;
using MonotonicTime = std::chrono::steady_clock::time_point;

/// The seam for time: no other code reads a clock or sleeps. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The time people see, UTC. May jump.
  virtual WallTime now() const = 0;

  /// For durations and deadlines. Never goes back.
  virtual MonotonicTime monotonic() const = 0;

  /// Waits on `condition` until it is notified, `deadline` has passed or `stop` is requested.
  /// Spurious returns happen: the caller checks its predicate again. `lock` is held by the caller.
  virtual void wait_until(std::unique_lock<std::mutex>& lock,
                          std::condition_variable_any& condition, MonotonicTime deadline,
                          const std::stop_token& stop) = 0;
};

/// The clock of this machine.
class SystemClock final : public Clock {
 public:
  WallTime now() const override;
  MonotonicTime monotonic() const override;
  void wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable_any& condition,
                  MonotonicTime deadline, const std::stop_token& stop) override;
};

/// Time that stands still until a test moves it. wait_until() returns at once, moving the time to
/// the deadline, so that code which waits runs through without waiting. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime start = WallTime{std::chrono::days{20'000}});

  WallTime now() const override;
  MonotonicTime monotonic() const override;
  void wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable_any& condition,
                  MonotonicTime deadline, const std::stop_token& stop) override;

  void advance(std::chrono::microseconds duration);

 private:
  mutable std::mutex mutex_;
  WallTime now_;
  MonotonicTime monotonic_;
};

/// "2024-01-01T10:00:00.0000000Z": the form of every date on the wire (seven fractional digits),
/// for the years 0 to 9999.
std::string format_wire_time(WallTime time);

}  // namespace penstock
