#include "etl/backoff.h"

#include <algorithm>

namespace penstock::etl {

std::chrono::milliseconds Backoff::next() {
  const auto delay = next_;
  next_ = std::min<std::chrono::milliseconds>(next_ * 2, kMax);
  const double jitter = jitter_ ? kJitterMax * jitter_() : 0.0;
  return delay + std::chrono::milliseconds{
                     static_cast<std::int64_t>(jitter * static_cast<double>(delay.count()))};
}

}  // namespace penstock::etl
