#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace penstock::etl::sql {

/// A thread for calls into libraries that may never return. Whoever waits for one can give up: the
/// thread then ends by itself, after the call, which must own all that it uses.
/// Confined to one thread, besides the calls.
class AbandonableThread {
 public:
  AbandonableThread();
  /// Does not wait for a call that was given up.
  ~AbandonableThread();
  AbandonableThread(const AbandonableThread&) = delete;
  AbandonableThread& operator=(const AbandonableThread&) = delete;

  /// The call before must have ended.
  void start(std::function<void()> call);
  /// Whether the call has ended, now or within `patience`.
  bool wait_for(std::chrono::milliseconds patience);

 private:
  struct Shared;
  static void run(Shared& shared);

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace penstock::etl::sql
