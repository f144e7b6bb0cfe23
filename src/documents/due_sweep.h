#pragma once

#include <cstddef>

#include "base/result.h"
#include "documents/due_table.h"
#include "documents/write_context.h"

namespace penstock::documents {

/// Bounds of one transaction of a sweep.
struct SweepLimits {
  std::size_t documents_max = 256;
  std::size_t bytes_max = std::size_t{4} << 20;  ///< Of what is written again.
};

/// One transaction of a sweep: deletes, or writes again, documents whose time has come; returns
/// how many. None means that nothing is due. Errors: kCorruption if a document that is due is not
/// there.
Result<std::size_t> sweep_due(WriteContext& context, DueKind kind, const SweepLimits& limits);

}  // namespace penstock::documents
