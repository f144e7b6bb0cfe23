#include "documents/wake_up_chain.h"

#include <array>
#include <optional>
#include <utility>

namespace penstock::documents {

void WakeUpChain::wake(Sleeper sleeper, Result<void> result) {
  Call call{std::move(sleeper), std::move(result)};
  {
    const std::lock_guard lock(mutex_);
    if (waking_up_ > 0) {
      waiting_.push_back(std::move(call));
      return;
    }
    ++waking_up_;
  }
  make(std::move(call));
}

void WakeUpChain::pass_on() {
  std::array<std::optional<Call>, kWokenByEach> calls;
  {
    const std::lock_guard lock(mutex_);
    --waking_up_;
    for (auto& call : calls) {
      if (waiting_.empty()) break;
      call = std::move(waiting_.front());
      waiting_.pop_front();
      ++waking_up_;
    }
  }
  for (auto& call : calls) {
    if (call) make(*std::move(call));
  }
}

}  // namespace penstock::documents
