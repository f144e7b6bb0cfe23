#pragma once

#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"

namespace penstock::documents {

/// Wakes the threads whose transactions a commit has completed: the writer wakes one, and each
/// that wakes up wakes the next two. The writer, which all others wait for, is soon back at its
/// work, and the threads wake each other on the processors that they are on anyway. Thread-safe.
class WakeUpChain {
 public:
  /// One thread that waits. Shared, for whoever wakes it may still be at it when it goes on.
  using Sleeper = std::shared_ptr<std::promise<Result<void>>>;

  /// Sees to it that `sleeper` gets `result`: now, or when a thread that is waking up passes it on.
  void wake(Sleeper sleeper, Result<void> result);

  /// Each thread that was woken calls this, once, before anything else.
  void pass_on();

 private:
  static constexpr std::size_t kWokenByEach = 2;

  struct Call {
    Sleeper sleeper;
    Result<void> result;
  };
  static void make(Call call) { call.sleeper->set_value(std::move(call.result)); }

  std::mutex mutex_;
  std::deque<Call> waiting_;   ///< Under the mutex; not empty only while threads wake up.
  std::size_t waking_up_ = 0;  ///< Under the mutex: threads that were woken and will pass on.
};

}  // namespace penstock::documents
