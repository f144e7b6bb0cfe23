#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "base/clock.h"
#include "base/result.h"

namespace penstock::app {

/// Asks `condition` again and again, with a short pause between, until it holds. Errors: what
/// `condition` returns; kTimeout when `limit` has passed; kCancelled when a stop is requested.
Result<void> wait_until(Clock& clock, const std::stop_token& stop, std::chrono::milliseconds limit,
                        const std::function<Result<bool>()>& condition);

}  // namespace penstock::app
