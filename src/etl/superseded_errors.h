#pragma once

#include "base/result.h"
#include "documents/database.h"
#include "etl/error_store.h"
#include "etl/task_definition.h"

namespace penstock::etl {

/// So many errors of a process are looked at when it opens.
inline constexpr std::size_t kErrorsReconciledMax = 10'000;

/// Forgets the errors of documents that were delivered since, when a crash came between their
/// commit and ErrorStore::forget(): those whose document was written or deleted after the change
/// that failed, and the checkpoint has passed that. Had it failed too, its error would be the
/// recorded one. The error of a deletion whose tombstone was cleaned stays until it is retried.
Result<void> forget_superseded(ErrorStore& errors, const ProcessKey& process,
                               const documents::Database& source,
                               const Transformation& transformation, Etag checkpoint);

}  // namespace penstock::etl
