#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "api/command_members.h"
#include "api/late_vectors.h"
#include "base/result.h"
#include "documents/staged_content.h"
#include "documents/write_context.h"
#include "patch/patch_attempt.h"

// What POST /bulk_docs does (protocol, section 4): commands of many types in one transaction. Each
// type has a file pair of its own and is listed in command_types.cc.
namespace penstock::api {

using Contents = std::vector<std::shared_ptr<const documents::StagedContent>>;

/// The commands of a batch before the write queue, where scripts run.
struct BatchPreparation {
  patch::PatchAttempt attempt;
  std::vector<patch::PreparedPatch> patches;  ///< In the order of their commands.
  std::stop_token stop;
};

/// One batch while its commands run, one after the other, in one transaction.
struct BatchRun {
  documents::WriteContext& context;
  std::string results;      ///< Each command appends one JSON object.
  std::size_t written = 0;  ///< Documents.
  std::size_t deleted = 0;
  std::string last_put_id;  ///< Of the last document that was put; empty before.
  std::string last_put_change_vector = {};

  /// What came with the batch, one for each command that takes a content, in their order.
  const Contents& contents;
  std::size_t contents_taken = 0;
  LateVectors late_vectors;

  /// A command failed with kNotFound for want of an attachment, not of a document.
  bool misses_attachment = false;

  std::span<const patch::PreparedPatch> patches = {};  ///< Of its scripts, those not yet written.
};

/// One command of a batch, fully checked but for what it finds in the database. Immutable.
class BatchCommand {
 public:
  virtual ~BatchCommand() = default;

  /// The document that a script of this command changes; empty if it runs none. If one of a batch
  /// does, all of them are prepared.
  virtual std::string_view patched_id() const { return {}; }

  /// Before the write queue, in the order of the commands: runs its scripts, and lets those of
  /// later commands see what this one is going to write. Called again when something that scripts
  /// read has changed by the time of writing. Errors: as PatchAttempt::prepare().
  virtual Result<void> prepare(BatchPreparation& /*preparation*/) const { return {}; }

  /// Does it and appends its result to those of `run`. An error undoes the whole batch. May be
  /// called again if the commit around it fails.
  virtual Result<void> apply(BatchRun& run) const = 0;

  /// Whether it takes the next of the contents that came with the batch.
  virtual bool takes_content() const { return false; }
};

/// Reads a command of one type. Errors: kInvalidArgument.
using CommandParser = Result<std::unique_ptr<BatchCommand>> (*)(const CommandMembers& members);

/// Of the type with this name; null if there is none.
CommandParser find_command_type(std::string_view type);

/// What a batch asks for, or the name of something in it that Penstock does not have.
struct Batch {
  std::vector<std::unique_ptr<const BatchCommand>> commands;
  std::string unsupported;
  bool is_cluster_wide = false;  ///< Its answer carries the index of the transaction.
};

/// How many contents have to come with the batch.
std::size_t contents_wanted(const Batch& batch);

/// Errors: kInvalidArgument, naming the command by its position. `guards_documents` is for
/// cluster-wide batches: whether documents are written with their guards (cluster_command.h).
Result<Batch> parse_batch(std::string_view body, bool guards_documents = true);

/// Of the first command that runs a script; empty if none does.
std::string_view patched_id(const Batch& batch);

/// Prepares all commands. Errors: those of the commands.
Result<void> prepare(const Batch& batch, BatchPreparation& preparation);

/// Runs the commands in their order; `run.results` has the items of a JSON array afterwards.
/// Errors: those of the commands: kConflict if an expected version does not hold.
Result<void> apply(const Batch& batch, BatchRun& run);

}  // namespace penstock::api
