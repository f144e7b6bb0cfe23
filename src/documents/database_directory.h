#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "kv/engine.h"

namespace penstock::documents {

/// The names of the key spaces of databases begin so.
inline constexpr std::string_view kDatabaseFolderPrefix = "db-";

/// What is kept of a database while it is closed. Immutable.
struct DatabaseEntry {
  std::string name;    ///< As given at creation.
  std::string id;      ///< A GUID.
  std::string folder;  ///< The name of its key space.
  WallTime created;
};

/// Which databases there are, in the key space "system". Key spaces that are not yet, or no longer,
/// a database's are marked *condemned*, so that after a crash it is known which may be removed;
/// a key space that is in neither list is nobody's to remove. Thread-safe as its engine is;
/// changes of one name come from one thread at a time.
class DatabaseDirectory {
 public:
  static constexpr const char* kKeySpace = "system";

  /// Errors: those of the engine; kCorruption.
  static Result<DatabaseDirectory> open(kv::EngineProvider& provider);

  Result<std::vector<DatabaseEntry>> entries() const;
  Result<std::vector<std::string>> condemned() const;

  /// Marks a key space that is about to be created, until add() makes it a database's.
  Result<void> condemn(const std::string& folder);
  Result<void> add(const DatabaseEntry& entry);

  /// Forgets a database and condemns its key space, in one commit.
  Result<void> remove(const DatabaseEntry& entry);

  /// The condemned key space is gone.
  Result<void> forget(const std::string& folder);

 private:
  explicit DatabaseDirectory(std::unique_ptr<kv::Engine> engine) : engine_(std::move(engine)) {}

  std::unique_ptr<kv::Engine> engine_;
};

}  // namespace penstock::documents
