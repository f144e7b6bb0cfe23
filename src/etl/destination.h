#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/etag.h"
#include "etl/attached_items.h"
#include "etl/slow_statement.h"

namespace penstock::etl {

using documents::Etag;

/// Raised in the source's task record by reset, delete-and-create and rename.
struct Generation {
  std::uint64_t value = 0;
  auto operator<=>(const Generation&) const = default;
};

/// Raised in the destination by every opening: the newest owner shuts out the former ones.
struct Epoch {
  std::uint64_t value = 0;
  auto operator<=>(const Epoch&) const = default;
};

/// Who writes: the key of a checkpoint. Never the task id, which changes at every update.
struct ProcessKey {
  std::string source_database_id;
  std::string task;
  std::string script;
};

/// Up to where all is delivered or recorded as failed, and under which epoch.
struct Position {
  Generation generation;
  Epoch epoch;
  Etag etag;
};

/// One `loadTo…` of a script, or a whole document. Views into LoadBatch.
struct LoadObject {
  std::string_view target;  ///< The collection or the table.
  std::string_view json;    ///< One JSON object.
  /// Of a whole document: what it stores as its metadata, and then `json` is the body that it
  /// stores. Empty: `json` has its own metadata, if any.
  std::string_view metadata = {};
  AttachedItems items = {};  ///< Of a document destination: what goes along with it.
  /// What loadAttachment() gave and `json` names, each by kAttachmentMark and its name.
  std::vector<AttachmentToLoad> named_attachments = {};
};

/// What became of one change.
struct LoadDocument {
  enum class Kind : std::uint8_t {
    kPut,
    kDelete,
    kItems,  ///< Something that hangs on the document changed; it may go along if it comes later.
  };
  std::string id;
  std::string collection;  ///< Of the source.
  Etag etag;
  Kind kind = Kind::kPut;
  std::vector<LoadObject> objects;  ///< In the order of the calls; empty for a delete.
  bool keeps_earlier = false;       ///< What was loaded for it before is not to be deleted.
  AttachedItems items = {};         ///< For the document of the same id, if it is there.
};

/// A batch as a destination sends it. Each kind of destination has its own.
class EncodedLoad {
 public:
  virtual ~EncodedLoad() = default;
};

/// What goes to a destination in one transaction. Ids occur once, except that the tombstone and
/// the document of an id that moved to another collection may both be there, in etag order.
/// Documents whose script failed are not in it: what was loaded for them before stays.
struct LoadBatch {
  std::vector<LoadDocument> documents;  ///< In etag order.
  Etag from;                            ///< The position before this batch.
  Etag to;                              ///< The position after it; at least the last document's.
  /// Own what the objects view, wherever the batch moves.
  std::vector<std::unique_ptr<const std::string>> texts;
  /// Has the bytes of attachments. Null if the batch has none.
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot = {};
  /// What Destination::encode() left. Null: nothing.
  std::unique_ptr<const EncodedLoad> encoded = {};
};

enum class ErrorStep : std::uint8_t { kTransformation, kLoad };
/// "Transformation", "Load".
std::string_view to_string(ErrorStep step);

/// An error that belongs to one document.
struct DocumentError {
  std::string document_id;
  Etag etag;
  ErrorStep step = ErrorStep::kLoad;
  std::string message;
  /// Another document may bring what it lacks: it is tried again by itself (waiting_documents.h).
  bool waits_for_another = false;
};

/// Where a destination hands the documents that it rejects. What was recorded is on disk when
/// record() returns. Confined to the thread of the EtlProcess.
class ErrorSink {
 public:
  virtual ~ErrorSink() = default;
  virtual Result<void> record(std::span<const DocumentError> errors) = 0;
};

struct LoadOutcome {
  Position position;
  std::uint64_t successes =
      0;  ///< SQL: rows deleted for tombstones and rows inserted. Document: commands.
  std::vector<std::string> rejected_documents;     ///< Their errors went to the sink.
  std::deque<SlowStatement> slow_statements = {};  ///< Since the last outcome.
};

/// A document of the source that a destination seems to have something of.
struct HeldDocument {
  std::string id;
  std::string collection;   ///< Of the source; empty if the destination cannot tell.
  std::string target = {};  ///< The collection or the table where it is.
};

/// What one page names at most.
inline constexpr std::size_t kHeldPageSize = 1024;

struct HeldPage {
  std::vector<HeldDocument> documents;
  std::string next;  ///< Where the next page begins; empty: this was the last.
};

/// What a destination promises of a batch, whatever fails.
enum class Delivery : std::uint8_t {
  kExactlyOnce,  ///< The position is in the destination, in the transaction of the data.
  kAtLeastOnce,  ///< The position is in the source: a crash may repeat a batch.
};
/// "ExactlyOnce", "AtLeastOnce".
std::string_view to_string(Delivery delivery);

class DestinationView;

/// Where an ETL process delivers. Confined to the delivering thread of its EtlProcess, but for
/// encode().
class Destination {
 public:
  virtual ~Destination();

  /// Connects, shuts out any former owner by raising the epoch, checks that every target exists,
  /// and returns the position up to which all is delivered (etag 0 for a new process or another
  /// generation). May be called again after an error. Errors: kUnavailable, kTimeout: try again
  /// later; kNotFound: a target is missing: wait, say so, try again; kForbidden,
  /// kInvalidArgument: an operator has to act.
  virtual Result<Position> open(const ProcessKey& process, Generation generation,
                                const std::stop_token& stop) = 0;

  /// The same for an owner that has been opened under `epoch` and failed since: it stays the owner
  /// unless somebody else has become it meanwhile. Errors: those of open(); kNotOwner.
  virtual Result<Position> reopen(const ProcessKey& process, Generation generation, Epoch epoch,
                                  const std::stop_token& stop) = 0;

  /// What holds since the last open().
  virtual Delivery delivery() const { return Delivery::kExactlyOnce; }

  /// What a person should know of the destination, though it works, as of the last open(): one
  /// sentence each, with what mends it.
  virtual std::vector<std::string> warnings() const { return {}; }

  /// Does beforehand what load() can do without the destination, so that the destination need not
  /// wait for it. What load() needs no more then may be gone from the batch: the objects and their
  /// texts. May be called on another thread than the rest, at any time, or not at all.
  virtual void encode(LoadBatch& /*batch*/) const {}

  /// Applies `batch`, which begins at `from`, in one transaction together with its position, in
  /// place of all that was loaded for its documents before. Documents that the destination
  /// rejects are given to the error sink handed to the constructor before anything commits.
  /// Errors: those of open(), after which reopen() is called; kNotOwner if a newer epoch has
  /// written here: stop at once.
  virtual Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                                   const std::stop_token& stop) = 0;

  /// What seems to come from the source, in pages from `begin` on, "" for the first. May name a
  /// document twice, and one of somebody else that stands where this process loads. Errors: those
  /// of open().
  virtual Result<HeldPage> held(const std::string& begin, const std::stop_token& stop) = 0;

  /// Another source database that has a checkpoint here, in words for people: "task 'Orders' of the
  /// database ..."; empty if there is none, or the destination does not know. After open(). Errors:
  /// those of open().
  virtual Result<std::string> other_source(const std::stop_token& /*stop*/) {
    return std::string();
  }

  /// The statements that make what is missing there for documents like those of `samples`, in the
  /// order to run them. May be called on any thread, whether it is open or not. Errors: those of
  /// open(); kInvalidArgument if the kind has nothing to make.
  virtual Result<std::vector<std::string>> missing_schema(std::span<const LoadBatch> samples,
                                                          const std::stop_token& stop) const;

  /// For looking at what it has, whether it is open or not. The destination must outlive the view.
  /// May be called on any thread. Errors: those of open(); kInvalidArgument if the kind has none.
  virtual Result<std::unique_ptr<DestinationView>> view(const std::stop_token& stop) const;
};

}  // namespace penstock::etl
