#pragma once

#include <chrono>
#include <csignal>
#include <stop_token>
#include <thread>

namespace penstock::app {

/// Takes SIGTERM and SIGINT for the thread that waits, instead of ending the process. Make it
/// before any other thread starts. Confined to one thread.
class TerminationSignals {
 public:
  TerminationSignals();

  /// Returns when one of them has come.
  void wait() const;

  /// Whether one of them has come before `timeout` is over.
  bool wait_for(std::chrono::seconds timeout) const;

 private:
  sigset_t signals_;
};

/// Requests a stop when SIGTERM or SIGINT has come, for a thread that does something meanwhile.
/// Made before any other thread starts. Thread-safe.
class StopOnTermination {
 public:
  StopOnTermination();
  ~StopOnTermination();
  StopOnTermination(const StopOnTermination&) = delete;
  StopOnTermination& operator=(const StopOnTermination&) = delete;

  std::stop_token token() const { return source_.get_token(); }

  /// Returns when a stop was requested.
  void wait() const;

 private:
  const TerminationSignals signals_;
  std::stop_source source_;
  std::thread watcher_;
};

}  // namespace penstock::app
