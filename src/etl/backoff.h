#pragma once

#include <chrono>
#include <functional>

namespace penstock::etl {

/// A number in [0, 1), so that processes which failed together do not come back together.
using JitterSource = std::function<double()>;

/// How long to wait after a failure: 5, 10, 20 … 900 seconds and at most a tenth more. Confined
/// to one thread.
class Backoff {
 public:
  static constexpr std::chrono::seconds kFirst{5};
  static constexpr std::chrono::seconds kMax{900};
  static constexpr double kJitterMax = 0.1;

  /// No jitter if `jitter` is empty.
  explicit Backoff(JitterSource jitter) : jitter_(std::move(jitter)) {}

  /// The wait after one more failure.
  std::chrono::milliseconds next();

  /// After a success the next failure waits kFirst again.
  void reset() { next_ = kFirst; }

 private:
  JitterSource jitter_;
  std::chrono::milliseconds next_ = kFirst;
};

}  // namespace penstock::etl
