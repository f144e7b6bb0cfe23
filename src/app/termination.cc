#include "app/termination.h"

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

}  // namespace penstock::app
