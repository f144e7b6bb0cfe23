#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/listeners.h"
#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/item_counts.h"
#include "documents/staged_content.h"
#include "documents/write_queue.h"
#include "kv/engine.h"

namespace penstock::documents {

struct CollectionStatistics {
  std::string name;  ///< As first written.
  std::uint64_t documents = 0;
  std::uint64_t tombstones = 0;
  std::uint64_t document_bytes = 0;
  Etag tombstones_cleaned_to;  ///< Tombstones up to here may be gone. 0: all are there.
  ItemCounts items;            ///< What hangs on its documents.
};

struct DatabaseStatistics {
  std::uint64_t documents = 0;
  std::uint64_t tombstones = 0;
  ItemCounts items;  ///< Of all collections, and what belongs to none.
  Etag last_etag;
  std::string change_vector;  ///< Of the database: "A:<last etag>-<id>"; empty before any write.
  std::uint64_t disk_bytes = 0;
  std::vector<CollectionStatistics> collections;  ///< Sorted by folded name.
};

/// One database. Thread-safe.
class Database {
 public:
  struct Identity {
    std::string name;
    std::string id;              ///< A GUID, made at creation.
    std::string node_tag = "A";  ///< One to four letters from A to Z.
  };

  /// Who commits what is handed to write().
  enum class Writer : std::uint8_t {
    kThread,  ///< A thread of the database's own.
    kCaller,  ///< commit_waiting() and write_and_wait(), on the one thread that calls them.
  };

  /// `engine` holds this database only; `clock` must outlive this object. Errors: those of the
  /// engine; kInvalidArgument if the identity is not one; kCorruption if the key space does not
  /// decode or is of another layout.
  static Result<std::unique_ptr<Database>> open(std::unique_ptr<kv::Engine> engine,
                                                Identity identity, Clock& clock,
                                                Writer writer = Writer::kThread);
  ~Database();  ///< Closes. Not on the writer's thread: a completion does not hold the database.

  const Identity& identity() const;

  Result<DatabaseSnapshot> snapshot() const;
  Result<DatabaseStatistics> statistics() const;

  /// The newest version of a document, for a thread that must not wait for storage. Errors:
  /// kUnavailable if memory does not tell: read a snapshot then, on another thread; kCorruption.
  Result<std::optional<Document>> get_from_memory(std::string_view id) const;

  /// Hands a transaction to the writer and returns at once. `done` gets kUnavailable at once if
  /// the queue is full or the database is closing.
  void write(Transaction transaction, Completion done);

  /// The same, and waits. Not on the writer's thread.
  Result<void> write_and_wait(Transaction transaction);

  /// With Writer::kCaller: one commit of those that wait, as many as fit. False if none waited.
  bool commit_waiting();

  /// For the bytes of an attachment, which come before the transaction that attaches them. A
  /// content of at most `memory_bytes_max` (and one chunk) stays in memory. The stager ends before
  /// the database does; what it makes may live longer.
  std::unique_ptr<ContentStager> stage_content(std::size_t memory_bytes_max = kChunkBytes);

  /// Completes what was handed to write(), and refuses later writes with kUnavailable. Reads go
  /// on. May be called twice, not on the writer's thread.
  void close();

  /// Calls `listener` after every commit that changed a document, on the writer's thread, until
  /// the returned handle is destroyed. The listener is short and does not destroy its handle; the
  /// handle may outlive the database.
  using Subscription = Listeners<ChangeNotice>::Subscription;
  std::shared_ptr<Subscription> subscribe(Listeners<ChangeNotice>::Listener listener);

  /// The same, and the notices of commits that begin from now on have their items.
  std::shared_ptr<Subscription> subscribe_to_items(Listeners<ChangeNotice>::Listener listener);

 private:
  class Implementation;
  explicit Database(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace penstock::documents
