#pragma once

#include <csignal>

namespace penstock::app {

/// Takes SIGTERM and SIGINT for the thread that waits, instead of ending the process. Make it
/// before any other thread starts. Confined to one thread.
class TerminationSignals {
 public:
  TerminationSignals();

  /// Returns when one of them has come.
  void wait() const;

 private:
  sigset_t signals_;
};

}  // namespace penstock::app
