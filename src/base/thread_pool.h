#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace penstock {

/// Names the calling thread for debuggers and `top`; at most 15 bytes are kept.
void name_this_thread(const std::string& name);

/// A fixed number of threads over one bounded queue. Thread-safe.
class ThreadPool {
 public:
  /// `queue_max` bounds the tasks that wait; those that run do not count.
  ThreadPool(const std::string& name, std::size_t threads, std::size_t queue_max);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// False, and `task` is dropped, when the queue is full or the pool has stopped.
  [[nodiscard]] bool submit(std::function<void()> task);

  /// Runs what waits, then ends the threads. May be called twice.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::size_t queue_max_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace penstock
