#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/change.h"
#include "documents/database_snapshot.h"
#include "etl/task_definition.h"

namespace penstock::etl {

/// Whether a script is run on documents of `collection`.
bool tracks(const Transformation& transformation, std::string_view collection);

/// What there is to say of one document to the destination of a script: the document, and the
/// tombstones of collections that it left. If there is nothing of the kind any more, a tombstone
/// with etag 0 for each collection of the script, or one of `collection` if it runs on all.
/// Errors: those of the snapshot.
Result<std::vector<documents::Change>> current_changes(const documents::DatabaseSnapshot& snapshot,
                                                       const Transformation& transformation,
                                                       const std::string& document_id,
                                                       const std::string& collection = {});

}  // namespace penstock::etl
