#include "base/repeating_thread.h"

#include <utility>

#include "base/thread_pool.h"

namespace penstock {

RepeatingThread::~RepeatingThread() { stop(); }

void RepeatingThread::start(const std::string& name, MonotonicTime first, Work work) {
  thread_ = std::jthread([this, name, first, work = std::move(work)](const std::stop_token& stop) {
    name_this_thread(name);
    for (auto next = first;; next = work(stop)) {
      wait_until(next, stop);
      if (stop.stop_requested()) return;
    }
  });
}

void RepeatingThread::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void RepeatingThread::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

void RepeatingThread::wait_until(MonotonicTime time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!woken_ && !stop.stop_requested() && clock_.monotonic() < time) {
    clock_.wait_until(lock, changed_, time, stop);
  }
  woken_ = false;
}

}  // namespace penstock
