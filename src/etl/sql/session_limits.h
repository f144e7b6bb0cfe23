#pragma once

#include <chrono>

namespace penstock::etl::sql {

/// How long a session at a product lets things take. Immutable.
struct SessionLimits {
  std::chrono::seconds statement{300};
  /// Waiting for a lock, and the longest pause between two statements of a transaction: whoever
  /// stops in the middle of one keeps others from its rows no longer than that.
  std::chrono::seconds lock{60};
};

}  // namespace penstock::etl::sql
