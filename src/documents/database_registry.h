#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "documents/database.h"
#include "documents/database_directory.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Longest name of a database.
inline constexpr std::size_t kDatabaseNameBytesMax = 128;

/// The databases of a server: creates, opens on demand, lists and deletes them. Names compare
/// without case. Thread-safe. Whoever got a database gives it back before this object goes.
class Databases {
 public:
  /// Opens the list of databases and removes what a crash left of unfinished creations and
  /// deletions. `provider` and `clock` must outlive this object. Errors: those of the engine;
  /// kInvalidArgument for a wrong node tag; kCorruption.
  static Result<std::unique_ptr<Databases>> open(kv::EngineProvider& provider, std::string node_tag,
                                                 Clock& clock);
  ~Databases();
  Databases(const Databases&) = delete;
  Databases& operator=(const Databases&) = delete;

  /// Errors: kInvalidArgument if the name is empty, longer than 128 bytes, holds other than ASCII
  /// letters, digits, '-', '_' and '.', or holds nothing but dots; kConflict if there is one of
  /// that name; those of the engine.
  Result<std::shared_ptr<Database>> create(std::string_view name);

  /// Opens the database if it is not open. Errors: kNotFound; those of the engine.
  Result<std::shared_ptr<Database>> find(std::string_view name);

  /// The database if it is open, else null, also while it is being opened or closed. Does not wait.
  std::shared_ptr<Database> find_open(std::string_view name) const;

  /// Deletes the database with its data. It takes no more writes; whoever still holds it reads on,
  /// and its files go when the last of them has given it back. Errors: kNotFound; those of the
  /// engine.
  Result<void> remove(std::string_view name);

  /// Sorted by folded name.
  std::vector<DatabaseEntry> list() const;

 private:
  /// A database, open or not.
  struct Slot {
    explicit Slot(DatabaseEntry described) : entry(std::move(described)) {}

    const DatabaseEntry entry;
    std::mutex mutex;                    ///< Held while the database is opened or closed.
    std::shared_ptr<Database> database;  ///< Nothing: not open.
    bool removed = false;
  };
  using Slots = std::map<std::string, std::shared_ptr<Slot>, std::less<>>;

  /// A deleted database that somebody may still hold.
  struct Retired {
    std::string folder;
    std::shared_ptr<Database> database;  ///< Nothing: it was not open.
  };

  Databases(kv::EngineProvider& provider, std::string node_tag, Clock& clock,
            DatabaseDirectory directory);

  std::shared_ptr<Slot> find_slot(const std::string& folded_name) const;
  Result<std::shared_ptr<Database>> open_slot(Slot& slot);
  Result<void> remove_leftovers(const std::vector<DatabaseEntry>& entries);
  void sweep();
  Result<void> destroy(const std::string& folder);

  kv::EngineProvider& provider_;
  const std::string node_tag_;
  Clock& clock_;

  std::mutex change_mutex_;  ///< One creation or deletion at a time.
  DatabaseDirectory directory_;
  std::vector<Retired> retired_;  ///< Under change_mutex_.
  Guarded<Slots> slots_;          ///< By folded name.
};

}  // namespace penstock::documents
