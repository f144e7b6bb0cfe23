#pragma once

#include "base/result.h"
#include "documents/database.h"
#include "etl/task_info.h"

namespace penstock::etl {

/// Reads what processes still have to do, all from one view of the source. Confined to one thread.
class ProgressReader {
 public:
  static Result<ProgressReader> open(const documents::Database& source);

  /// A process that has never connected has everything to do.
  Result<ProcessProgress> read(const Transformation& transformation,
                               const ProcessStatistics& statistics) const;

 private:
  ProgressReader(documents::DatabaseSnapshot snapshot, documents::DatabaseStatistics totals);

  documents::DatabaseSnapshot snapshot_;
  documents::DatabaseStatistics totals_;
};

}  // namespace penstock::etl
