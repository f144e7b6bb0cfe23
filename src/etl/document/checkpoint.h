#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/write_context.h"
#include "etl/destination.h"

// The checkpoint of a document task, kept in the database that the documents go to, in the same
// transaction as they do: exactly once between Penstock servers. For a RavenDB, which knows no
// checkpoints, the same functions keep it in the source database: at least once.
namespace penstock::etl::document {

/// What a batch of documents says of itself.
struct BatchClaim {
  ProcessKey process;
  Position position;  ///< Where the batch begins, under which generation and epoch.
  Etag to;            ///< Where it ends.
};

/// The header of `bulk_docs` that carries a claim.
inline constexpr std::string_view kClaimHeader = "Penstock-Etl-Checkpoint";

/// A claim as the text of that header: one line of ASCII JSON.
std::string to_header(const BatchClaim& claim);

/// Errors: kInvalidArgument.
Result<BatchClaim> parse_claim(std::string_view header);

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

/// A process of another source than this one that has a checkpoint in the database, if there is one
/// among the first kCheckpointsMax.
Result<std::optional<ProcessKey>> find_other_source(const documents::DatabaseSnapshot& snapshot,
                                                    std::string_view source_database_id);
inline constexpr std::size_t kCheckpointsMax = 10'000;

/// Forgets a process that delivers here no more. Nothing happens if there is none.
void erase_checkpoint(documents::WriteContext& context, const ProcessKey& process);

}  // namespace penstock::etl::document
