#pragma once

#include <vector>

#include "base/result.h"
#include "documents/change_feed.h"
#include "documents/etag_index.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Reads the items that `indexes` names, in their order, until one of `limits` is reached or there
/// are no more. Errors: those of the engine; kCorruption if an index names what is not there.
Result<std::vector<Change>> read_changes(const kv::Snapshot& snapshot, EtagIndexes& indexes,
                                         const BatchLimits& limits);

}  // namespace penstock::documents
