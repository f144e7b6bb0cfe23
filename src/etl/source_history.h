#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/lost_history.h"

namespace penstock::etl {

/// Which changes the source of a task has had, as far as positions at its destination tell more:
/// it may have been restored, or be an older copy. Immutable.
class SourceHistory {
 public:
  /// Errors: those of the snapshot; kCorruption.
  static Result<SourceHistory> read(const documents::DatabaseSnapshot& source);

  /// Whether the source has passed `position`, and means the same changes by it. Errors:
  /// kCorruption if not, with what to do: going on would pass over the changes up to there.
  Result<void> check(documents::Etag position) const;

  /// What a person should know of a destination that keeps no position, where the source was
  /// restored after `position`.
  std::vector<std::string> warnings(documents::Etag position) const;

 private:
  SourceHistory(std::vector<documents::LostHistory> lost, documents::Etag last_etag)
      : lost_(std::move(lost)), last_etag_(last_etag) {}

  std::vector<documents::LostHistory> lost_;
  documents::Etag last_etag_;
};

}  // namespace penstock::etl
