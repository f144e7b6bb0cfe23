#include "app/termination.h"

#include <condition_variable>
#include <mutex>

#include "base/check.h"

namespace penstock::app {

TerminationSignals::TerminationSignals() : signals_() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  CHECK(pthread_sigmask(SIG_BLOCK, &signals_, nullptr) == 0);
}

void TerminationSignals::wait() const {
  int received = 0;
  CHECK(sigwait(&signals_, &received) == 0);
}

bool TerminationSignals::wait_for(std::chrono::seconds timeout) const {
  const timespec limit{.tv_sec = timeout.count(), .tv_nsec = 0};
  return sigtimedwait(&signals_, nullptr, &limit) > 0;
}

StopOnTermination::StopOnTermination()
    : watcher_([this] {
        signals_.wait();
        source_.request_stop();
      }) {}

StopOnTermination::~StopOnTermination() {
  // The watcher waits for this signal, which is blocked: it ends the wait, not the process.
  // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
  pthread_kill(watcher_.native_handle(), SIGTERM);
  watcher_.join();
}

void StopOnTermination::wait() const {
  std::mutex mutex;
  std::condition_variable_any requested;
  std::unique_lock lock(mutex);
  requested.wait(lock, source_.get_token(), [] { return false; });
}

}  // namespace penstock::app
