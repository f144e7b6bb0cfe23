#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "etl/destination.h"
#include "etl/task_definition.h"
#include "script/script_host.h"

// What a task would make of one document, without a destination and with nothing stored.
namespace penstock::etl {

struct DryRunRequest {
  TaskDefinition task;  ///< With exactly one script; its name and connection string may be empty.
  std::string document_id;
  bool is_delete = false;  ///< As if the document were deleted; it stays.
};

struct DryRunOutcome {
  LoadDocument document;
  /// Has the bytes of attachments.
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot;
  std::vector<std::unique_ptr<const std::string>> texts;  ///< What `document` views.
  std::vector<std::string> output;                        ///< Of output() and console.log().
  std::optional<std::string> failure;                     ///< Why the script failed.
  std::vector<script::ScriptWarning> warnings;            ///< Of the linter.
};

/// Whether it can be tried: has exactly one script, and nothing is wrong with it but that it lacks
/// the names that storing it needs. Errors: kInvalidArgument listing what is.
Result<void> check_dry_run(TaskDefinition task);

/// Runs the script over one document. Errors: those of check_dry_run(); kInvalidArgument if
/// the script does not run on documents of that collection; kNotFound if there is no
/// such document; kScriptFailed if the script does not parse; those of the database and the host.
Result<DryRunOutcome> dry_run(const documents::Database& source, script::ScriptHost& scripts,
                              const DryRunRequest& request);

}  // namespace penstock::etl
