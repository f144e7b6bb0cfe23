#include "app/client/wait.h"

#include <condition_variable>
#include <mutex>

#include "app/terminal/format.h"

namespace penstock::app {
namespace {

/// Between two questions: short for a person who watches, long for the server that answers.
constexpr std::chrono::milliseconds kPause{20};

void pause(Clock& clock, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  clock.wait_until(lock, never, clock.monotonic() + kPause, stop);
}

}  // namespace

Result<void> wait_until(Clock& clock, const std::stop_token& stop, std::chrono::milliseconds limit,
                        const std::function<Result<bool>()>& condition) {
  const auto deadline = clock.monotonic() + limit;
  for (;;) {
    if (TRY(condition())) return {};
    if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "stopped"};
    if (clock.monotonic() >= deadline) {
      return Error{ErrorCode::kTimeout, "not within " + format_duration(limit)};
    }
    pause(clock, stop);
  }
}

}  // namespace penstock::app
