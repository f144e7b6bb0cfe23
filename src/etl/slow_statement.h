#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/clock.h"

namespace penstock::etl {

/// A statement that took a destination long. Without values of documents.
struct SlowStatement {
  WallTime when;
  std::chrono::milliseconds duration{};
  std::string text;  ///< At most kSlowStatementBytesMax, cut.
};

inline constexpr std::size_t kSlowStatementBytesMax = 1000;
/// The newest ones of a script.
inline constexpr std::size_t kSlowStatementsKept = 500;

}  // namespace penstock::etl
