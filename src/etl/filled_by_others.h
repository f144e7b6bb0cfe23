#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/database.h"
#include "etl/destination.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// What other scripts of the same source load at the destination of a process: there a document
/// that the process has not made is not its to delete. Immutable.
class FilledByOthers {
 public:
  /// Disabled tasks and scripts count. Errors: those of the database; kCorruption.
  static Result<FilledByOthers> find(const documents::Database& source,
                                     const security::MasterKeys& keys, const ProcessKey& process);

  /// Whether somebody else loads to this collection or table.
  bool contains(std::string_view target) const;

 private:
  bool everything_ = false;
  std::set<std::string> targets_;  ///< Folded.
};

}  // namespace penstock::etl
