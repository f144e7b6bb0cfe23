#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/write_context.h"
#include "etl/destination.h"

// Checkpoints of processes in a database of documents. In the one that the documents go to they
// move in the same transaction: exactly once between Penstock servers. For a destination that keeps
// none they are in the source database (source_checkpoint.h): at least once.
namespace penstock::etl {

/// What a batch says of itself.
struct BatchClaim {
  ProcessKey process;
  Position position;  ///< Where the batch begins, under which generation and epoch.
  Etag to;            ///< Where it ends.
};

/// Raises the epoch of the process, which shuts out its former owner, and returns the position. A
/// checkpoint of another generation counts as absent: etag 0.
Result<Position> open_checkpoint(documents::WriteContext& context, const ProcessKey& process,
                                 Generation generation);

/// The same for an owner that has been opened under `epoch`: it keeps that epoch if nobody else has
/// opened it since. Errors: kNotOwner if somebody has.
Result<Position> reopen_checkpoint(documents::WriteContext& context, const ProcessKey& process,
                                   Generation generation, Epoch epoch);

/// Moves the checkpoint to the end of the batch. Errors: kNotOwner if a newer owner has opened it;
/// kConflict if the batch does not begin where the last one ended, or it has to be opened (again):
/// the destination is an older copy of the one that was.
Result<void> advance_checkpoint(documents::WriteContext& context, const BatchClaim& claim);

/// The position of a process, whoever its owner; nothing if it has none here.
Result<std::optional<Position>> find_checkpoint(const documents::DatabaseSnapshot& snapshot,
                                                const ProcessKey& process);

/// A process of another source than this one that has a checkpoint in the database, if there is one
/// among the first kCheckpointsMax.
Result<std::optional<ProcessKey>> find_other_source(const documents::DatabaseSnapshot& snapshot,
                                                    std::string_view source_database_id);
inline constexpr std::size_t kCheckpointsMax = 10'000;

/// Forgets a process that delivers here no more. Nothing happens if there is none.
void erase_checkpoint(documents::WriteContext& context, const ProcessKey& process);

}  // namespace penstock::etl
