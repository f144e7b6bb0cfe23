#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/batch_builder.h"
#include "etl/error_causes.h"
#include "etl/task_definition.h"

// What a task would make of many documents, without a destination and with nothing stored.
namespace penstock::etl {

struct BulkDryRunRequest {
  TaskDefinition task;  ///< As DryRunRequest has it.
  /// Those that changed least recently are tried.
  std::uint64_t documents_max = std::numeric_limits<std::uint64_t>::max();
};

/// What would be loaded to one collection or table.
struct DryRunTarget {
  std::string name;
  std::uint64_t objects = 0;
  std::string sample_id;  ///< A document that is loaded there.
};

/// What a dry run has come to.
struct BulkDryRunState {
  std::uint64_t total = 0;      ///< Documents that it will try, as of its start.
  std::uint64_t documents = 0;  ///< Tried so far.
  std::uint64_t deletions = 0;  ///< Of documents that are gone, tried as well.
  std::uint64_t failed = 0;
  std::uint64_t filtered = 0;           ///< Documents of which the script makes nothing.
  std::string filtered_id;              ///< One of them.
  std::vector<DryRunTarget> targets;    ///< In the order in which they were met.
  std::vector<ErrorCause> causes = {};  ///< Why documents failed, the most frequent causes.
};
using BulkDryRunReport = std::function<void(const BulkDryRunState&)>;

/// Causes that are told.
inline constexpr std::size_t kDryRunCausesMax = 50;

/// Runs the script over the documents of its collections as a task does that begins with the first
/// change, a batch at a time, and tells after each. Goes on however many fail. Ends with what had
/// changed when it began. Errors: those of check_dry_run(); kScriptFailed if the script does not
/// parse; kCancelled; those of the database and the host.
Result<BulkDryRunState> bulk_dry_run(const BatchBuilder::Parts& parts,
                                     const BulkDryRunRequest& request,
                                     const BulkDryRunReport& report, const std::stop_token& stop);

}  // namespace penstock::etl
