#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "etl/process_item.h"

namespace penstock::etl {

/// Remembers through restarts that a destination is to be swept of what the source no longer has,
/// and that it was, or had nothing to be swept of, until all that followed is delivered too: an
/// item of the source database. A mark of an older generation counts as absent. Thread-safe. Errors
/// of all: those of the database; kCorruption.
class RebuildMark {
 public:
  struct Rebuild {
    bool is_swept = false;  ///< Else it is only wished for.
    Etag from;              ///< The position at which it was swept.
    Etag up_to;             ///< Up to where deletes were cleaned then.

    bool operator==(const Rebuild&) const = default;
  };

  /// `database` must outlive this object.
  RebuildMark(documents::Database& database, const ProcessKey& process, Generation generation);

  Result<std::optional<Rebuild>> read() const;
  Result<void> set(const Rebuild& rebuild);
  Result<void> clear() { return item_.clear(); }

 private:
  ProcessItem item_;
  const Generation generation_;
};

}  // namespace penstock::etl
