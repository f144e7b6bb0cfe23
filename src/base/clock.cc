#include "base/clock.h"

#include <utility>

#include <fmt/format.h>

namespace penstock {

WallTime SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

MonotonicTime SystemClock::monotonic() const { return std::chrono::steady_clock::now(); }

void SystemClock::wait_until(std::unique_lock<std::mutex>& lock,
                             std::condition_variable_any& condition, MonotonicTime deadline,
                             const std::stop_token& stop) {
  // A predicate that is false lets one notification end the wait like any other wake-up: the
  // first call answers "not yet", the one after the wake-up "enough".
  bool woken = false;
  condition.wait_until(lock, stop, deadline, [&woken] { return std::exchange(woken, true); });
}

ManualClock::ManualClock(WallTime start) : now_(start), monotonic_(std::chrono::hours{1}) {}

WallTime ManualClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

MonotonicTime ManualClock::monotonic() const {
  const std::lock_guard lock(mutex_);
  return monotonic_;
}

void ManualClock::wait_until(std::unique_lock<std::mutex>&, std::condition_variable_any&,
                             MonotonicTime deadline, const std::stop_token&) {
  const std::lock_guard lock(mutex_);
  if (deadline <= monotonic_) return;
  now_ += std::chrono::duration_cast<std::chrono::microseconds>(deadline - monotonic_);
  monotonic_ = deadline;
}

void ManualClock::advance(std::chrono::microseconds duration) {
  const std::lock_guard lock(mutex_);
  now_ += duration;
  monotonic_ += duration;
}

std::string format_wire_time(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}0Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace penstock
