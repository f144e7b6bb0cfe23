#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "etl/process_item.h"

namespace penstock::etl {

/// Remembers through restarts that a process halted, as an item of its source database. A mark of
/// an older task (every update gives a new id) or of an older generation counts as absent, so an
/// update or a reset also ends the halt. Thread-safe.
class HaltMark {
 public:
  /// `database` must outlive this object.
  HaltMark(documents::Database& database, const ProcessKey& process, std::uint64_t task_id,
           Generation generation);

  /// Why the process halted; nothing if it did not. Errors: those of the database; kCorruption.
  Result<std::optional<std::string>> read() const;
  Result<void> set(const std::string& reason);
  Result<void> clear() { return item_.clear(); }

 private:
  ProcessItem item_;
  const std::uint64_t task_id_;
  const Generation generation_;
};

}  // namespace penstock::etl
