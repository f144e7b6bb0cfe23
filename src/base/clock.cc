#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace penstock {
namespace {

/// Writes the last `count` digits of `number` at `begin`.
void write_digits(std::string& text, std::size_t begin, std::size_t count, std::int64_t number) {
  for (auto at = begin + count; at > begin; number /= 10) {
    text[--at] = static_cast<char>('0' + number % 10);
  }
}

}  // namespace

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
  // By hand, since every document that is read has one: a tenth of the time of fmt::format.
  std::string text = "yyyy-mm-ddThh:mm:ss.ffffff0Z";
  write_digits(text, 0, 4, static_cast<int>(date.year()));
  write_digits(text, 5, 2, static_cast<unsigned>(date.month()));
  write_digits(text, 8, 2, static_cast<unsigned>(date.day()));
  write_digits(text, 11, 2, clock.hours().count());
  write_digits(text, 14, 2, clock.minutes().count());
  write_digits(text, 17, 2, clock.seconds().count());
  write_digits(text, 20, 6, clock.subseconds().count());
  return text;
}

}  // namespace penstock
