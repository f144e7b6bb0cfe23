#include "etl/sql/driver/session_wait.h"

#include <poll.h>
#include <utility>

namespace penstock::etl::sql {
namespace {

using std::chrono::seconds;

/// What the server has beyond its own limit to say that a statement took too long.
constexpr seconds kGrace{10};

}  // namespace

SessionWait::SessionWait(Clock& clock, std::stop_token stop, SessionLimits limits)
    : clock_(clock), stop_(std::move(stop)), limits_(limits) {}

void SessionWait::watch(std::stop_token stop) { stop_ = std::move(stop); }

seconds SessionWait::patience() const { return limits_.statement + kGrace; }

void SessionWait::limit(seconds time) { deadline_ = clock_.monotonic() + time; }

std::optional<SqlFailure> SessionWait::interruption() const {
  if (stop_.stop_requested()) {
    return SqlFailure{.kind = FailureClass::kCancelled, .message = "stopped"};
  }
  if (clock_.monotonic() > deadline_) {
    return SqlFailure{.kind = FailureClass::kTimeout,
                      .message = "the server did not answer in time"};
  }
  return std::nullopt;
}

std::optional<SqlFailure> SessionWait::wait(int socket, short events) const {
  for (;;) {
    if (auto failure = interruption()) return failure;
    pollfd descriptor{socket, events, 0};
    if (poll(&descriptor, 1, static_cast<int>(kStopPollInterval.count())) > 0) return std::nullopt;
  }
}

}  // namespace penstock::etl::sql
