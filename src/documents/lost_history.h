#pragma once

#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/etag.h"
#include "kv/engine.h"

// What a restore from a backup took back. The etags of the changes after the backup were seen by
// others: in change vectors, and in the checkpoints of destinations. They are never given out
// again, so that nobody takes a new change for one that was lost.
namespace penstock::documents {

/// The etags after `kept_to` up to `skipped_to` mean changes that are not here any more, if they
/// ever meant any.
struct LostHistory {
  Etag kept_to;
  Etag skipped_to;

  bool has(Etag etag) const { return etag > kept_to && etag <= skipped_to; }
};

/// One for each time that the database was restored, oldest first. Errors: those of the snapshot;
/// kCorruption.
Result<std::vector<LostHistory>> read_lost_histories(const DatabaseSnapshot& snapshot);

/// For a database that was just restored and that nobody has opened yet: skips more etags than can
/// have been given out since the backup, another number each time. Errors: those of the engine;
/// kCorruption.
Result<LostHistory> lose_history(kv::Engine& engine);

}  // namespace penstock::documents
