#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database.h"
#include "etl/destination.h"
#include "etl/process_statistics.h"
#include "etl/script_plan.h"
#include "etl/task_definition.h"
#include "script/script_host.h"

namespace penstock::etl {

/// What one batch may hold. What crosses a limit is part of the batch, so that a single huge
/// document can always be sent.
struct BatchBuilderLimits {
  std::size_t documents_max = 8192;  ///< Documents, tombstones, and changes of what hangs on them.
  /// A batch that is awaited may end from this number on.
  std::size_t awaited_documents = 1024;
  std::size_t output_bytes_max = std::size_t{64} << 20;
  std::chrono::milliseconds time_max{30'000};
  std::size_t slice_documents_max = 128;
  std::size_t slice_bytes_max = std::size_t{128} << 10;
};

/// Extracted and transformed, ready to be loaded.
struct PreparedBatch {
  LoadBatch load;
  std::vector<DocumentError> failed;  ///< Documents whose script failed. None of them is in `load`.
  BatchStatistics statistics;
  /// Extraction::incremental_series(), or empty.
  std::string incremental_series = {};

  /// Whether the reader had caught up. A batch that only skipped changes is not nothing.
  bool nothing() const { return load.to == load.from; }
};

/// What BatchBuilder::build_again() takes, of documents of which only the ids are known.
std::vector<HeldDocument> held_documents(std::span<const std::string> ids);

/// Makes batches: reads the changes after a position, and runs the script over them, under one
/// snapshot that load() reads as well. Confined to one thread.
class BatchBuilder {
 public:
  struct Parts {
    documents::Database& database;
    script::ScriptHost& scripts;
    Clock& clock;
  };
  /// `parts` must outlive this object.
  BatchBuilder(Parts parts, const Transformation& transformation, BatchBuilderLimits limits);
  ~BatchBuilder();

  /// `is_awaited` says whether the destination has nothing to do until this batch is there; empty:
  /// never. Errors: kScriptFailed if the script does not parse; kCancelled; kUnavailable if no
  /// worker can be started or the storage fails; kCorruption.
  Result<PreparedBatch> build(Etag after, const std::stop_token& stop,
                              const std::function<bool()>& is_awaited = {});

  /// Of these documents of the source, as they are now or as deletes if they are gone, whether
  /// they changed or not; the position stays. Without those that changed after the position, if one
  /// is given: they are yet to come. All of them, whatever the limits say, unless too many fail
  /// (BatchEnd::kTooManyErrors). Errors: as build().
  Result<PreparedBatch> build_again(std::span<const HeldDocument> documents,
                                    std::optional<Etag> position, const std::stop_token& stop);

 private:
  class Building;
  Result<PreparedBatch> fill(Building& building, const documents::DatabaseSnapshot& snapshot,
                             const std::stop_token& stop);
  Result<void> transform(Building& building, const documents::DatabaseSnapshot& snapshot,
                         const std::stop_token& stop);

  const Parts parts_;
  const Transformation transformation_;
  const BatchBuilderLimits limits_;
  const ScriptPlan plan_;
  std::shared_ptr<const script::CompiledScript> compiled_;
};

}  // namespace penstock::etl
