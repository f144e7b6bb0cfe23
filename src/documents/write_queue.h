#pragma once

#include <functional>

#include "base/result.h"
#include "documents/write_context.h"

namespace penstock::documents {

/// A short, bounded function over a write context. What it returns as an error undoes what it
/// wrote and reaches only its own completion. It may run again when the batch around it fails, so
/// it assigns its results and does not append to them.
using Transaction = std::function<Result<void>(WriteContext&)>;

/// Called once, on the writer's thread, after the transaction is on disk or has failed. Short and
/// not throwing: it hands an answer over and returns.
using Completion = std::function<void(Result<void>)>;

}  // namespace penstock::documents
