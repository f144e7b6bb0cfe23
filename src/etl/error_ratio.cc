#include "etl/error_ratio.h"

#include <algorithm>

namespace penstock::etl {

void ErrorRatio::add(bool failed) {
  failed_[next_] = failed;
  next_ = (next_ + 1) % kWindow;
  size_ = std::min(size_ + 1, kWindow);
}

}  // namespace penstock::etl
