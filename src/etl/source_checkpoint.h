#pragma once

#include <optional>

#include "base/result.h"
#include "documents/database.h"
#include "etl/stored_checkpoint.h"

namespace penstock::etl {

/// Where a process's position is kept if its destination cannot keep it: in the source database,
/// moved by a transaction of its own after the data's. A crash between the two repeats a batch.
/// Thread-safe.
class SourceCheckpoint {
 public:
  /// `source` must outlive this object.
  explicit SourceCheckpoint(documents::Database& source) : source_(&source) {}

  /// Raises the epoch, or, with an epoch, keeps it as reopen_checkpoint() does. Errors: its.
  Result<Position> open(const ProcessKey& process, Generation generation,
                        std::optional<Epoch> epoch) const;

  /// After the data of the batch is committed. Errors: those of advance_checkpoint().
  Result<void> advance(const BatchClaim& claim) const;

  /// Where the process is, if its position is kept here and of this generation.
  Result<std::optional<Etag>> find(const ProcessKey& process, Generation generation) const;

  /// Once its destination keeps the position.
  Result<void> erase(const ProcessKey& process) const;

 private:
  documents::Database* source_;
};

}  // namespace penstock::etl
