#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/change_feed.h"
#include "documents/document.h"
#include "documents/write_queue.h"
#include "kv/engine.h"

namespace penstock::documents {

struct CollectionStatistics {
  std::string name;  ///< As first written.
  std::uint64_t documents = 0;
  std::uint64_t tombstones = 0;
  std::uint64_t document_bytes = 0;
};

struct DatabaseStatistics {
  std::uint64_t documents = 0;
  std::uint64_t tombstones = 0;
  Etag last_etag;
  std::string change_vector;  ///< Of the database: "A:<last etag>-<id>"; empty before any write.
  std::uint64_t disk_bytes = 0;
  std::vector<CollectionStatistics> collections;  ///< Sorted by name.
};

/// A consistent read view of a database. May be read by several threads at once.
class DatabaseSnapshot {
 public:
  explicit DatabaseSnapshot(std::unique_ptr<const kv::Snapshot> snapshot);

  Result<std::optional<Document>> get(std::string_view id) const;
  /// One answer for each id, in order.
  Result<std::vector<std::optional<Document>>> get_many(const std::vector<std::string>& ids) const;

  /// Documents by id, those that start with `prefix` and come after `after` (an id, or empty).
  Result<std::vector<Document>> by_prefix(std::string_view prefix, std::string_view after,
                                          const BatchLimits& limits) const;

  /// Documents of a collection (compared without case; empty for all) in etag order, after `after`.
  Result<std::vector<Document>> by_collection(std::string_view collection, Etag after,
                                              const BatchLimits& limits) const;

  /// Newest etag of any change in this view.
  Result<Etag> last_etag() const;

  Result<std::optional<std::string>> get_item(std::string_view key) const;
  Result<std::vector<std::pair<std::string, std::string>>> items(std::string_view prefix,
                                                                 std::size_t count_max) const;

  const kv::Snapshot& storage() const { return *snapshot_; }

 private:
  std::unique_ptr<const kv::Snapshot> snapshot_;
};

/// What changed with one commit: for those who wait for changes.
struct ChangeNotice {
  Etag last_etag;
  std::vector<std::string> collections;  ///< Folded names.
};

/// One database. Thread-safe.
class Database {
 public:
  struct Identity {
    std::string name;
    std::string id;        ///< A GUID, made at creation.
    std::string node_tag;  ///< "A".
  };

  /// `engine` holds this database only. Errors: those of the engine; kCorruption.
  static Result<std::unique_ptr<Database>> open(std::unique_ptr<kv::Engine> engine,
                                                Identity identity, Clock& clock);
  ~Database();  ///< Completes what was handed to write(), then closes.

  const Identity& identity() const;

  Result<DatabaseSnapshot> snapshot() const;
  Result<DatabaseStatistics> statistics() const;

  /// Hands a transaction to the writer and returns at once. `done` gets kUnavailable at once if
  /// the queue is full or the database is closing.
  void write(Transaction transaction, Completion done);

  /// The same, and waits.
  Result<void> write_and_wait(Transaction transaction);

  /// Calls `listener` after every commit that changed a document, on the writer's thread, until
  /// the returned handle is destroyed.
  class Subscription;
  std::shared_ptr<Subscription> subscribe(std::function<void(const ChangeNotice&)> listener);

 private:
  class Implementation;
  explicit Database(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace penstock::documents
