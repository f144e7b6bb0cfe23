#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "etl/dry_run.h"
#include "etl/sql/sql_configuration.h"
#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {

/// Rows of a document that a trial shows, for each table.
inline constexpr std::size_t kTrialRowsMax = 1000;

/// What a table has of the document, before and after it would be loaded: values as the product
/// writes them, at most kTrialRowsMax rows each.
struct TrialTable {
  std::string table;  ///< As in the task.
  std::vector<std::string> columns;
  std::vector<QueryRow> before;
  std::vector<QueryRow> after;
};

struct TrialOutcome {
  /// Why the destination would not take the document; nothing if it would. Then there is no
  /// "after".
  std::optional<std::string> refusal;
  std::vector<TrialTable> tables;  ///< Of the script.
};

/// Loads what a dry run made into its tables, in a transaction that is rolled back. `targets`:
/// those of the script. Errors: kInvalidArgument, kForbidden, kNotFound (no such database, table or
/// column of document ids), kUnavailable, kTimeout, kCancelled; without secrets.
Result<TrialOutcome> try_document(const SqlConfiguration& configuration,
                                  const std::vector<std::string>& targets,
                                  const DryRunOutcome& made, Clock& clock,
                                  const std::stop_token& stop);

}  // namespace penstock::etl::sql
