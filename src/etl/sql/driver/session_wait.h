#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// Longest wait for a lock, and longest pause between two statements of a transaction: after a
/// crash of its owner a successor waits no longer than this.
inline constexpr std::chrono::seconds kLockTimeout{60};
/// How soon a session notices that it is to stop.
inline constexpr std::chrono::milliseconds kStopPollInterval{50};

/// How a session waits for its server: never beyond a deadline, and not after a stop was requested,
/// so that a dead network or a stopped server cannot hold its thread. Confined to one thread.
class SessionWait {
 public:
  /// `clock` must outlive this object. Without a command timeout statements have 300 seconds.
  SessionWait(Clock& clock, std::stop_token stop, std::optional<std::uint32_t> command_timeout_s);

  /// Waits that come give up when `stop` is requested.
  void watch(std::stop_token stop);

  /// What the server is told about the time of a statement.
  std::chrono::seconds statement_timeout() const { return statement_timeout_; }
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
  std::chrono::seconds statement_timeout_;
  MonotonicTime deadline_;
};

}  // namespace penstock::etl::sql
