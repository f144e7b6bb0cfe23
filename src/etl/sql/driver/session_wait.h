#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "etl/sql/session_limits.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// How soon a session notices that it is to stop.
inline constexpr std::chrono::milliseconds kStopPollInterval{50};

/// How a session waits for its server: never beyond a deadline, and not after a stop was requested,
/// so that a dead network or a stopped server cannot hold its thread. Confined to one thread.
class SessionWait {
 public:
  /// `clock` must outlive this object.
  SessionWait(Clock& clock, std::stop_token stop, SessionLimits limits);

  /// Waits that come give up when `stop` is requested.
  void watch(std::stop_token stop);

  /// What the server is told.
  const SessionLimits& limits() const { return limits_; }
  /// How long a client waits for the end of a statement before it takes the server for dead.
  std::chrono::seconds patience() const;

  /// From now on there is so much time.
  void limit(std::chrono::seconds time);
  void limit_statement() { limit(patience()); }

  /// Why to wait no longer: kCancelled or kTimeout.
  std::optional<SqlFailure> interruption() const;

  /// Waits until one of the `events` of poll(2) happens on the socket. The failure is that of
  /// interruption(); an error of the socket is an event.
  std::optional<SqlFailure> wait(int socket, short events) const;

 private:
  Clock& clock_;
  std::stop_token stop_;
  SessionLimits limits_;
  MonotonicTime deadline_;
};

}  // namespace penstock::etl::sql
