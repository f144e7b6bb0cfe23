#include "etl/dry_run.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "etl/change_source.h"
#include "etl/current_changes.h"
#include "etl/extraction.h"
#include "etl/member_reader.h"
#include "etl/script_plan.h"
#include "etl/snapshot_reader.h"
#include "etl/validation.h"

namespace penstock::etl {
namespace {

/// Answers load() as if one document were deleted.
class ReaderWithout final : public script::DocumentReader {
 public:
  /// An empty id: nothing is missing.
  ReaderWithout(const documents::DatabaseSnapshot& snapshot, std::string deleted_id)
      : reader_(snapshot), deleted_id_(std::move(deleted_id)) {}

  Result<std::optional<std::string>> load(std::string_view id) override {
    if (!deleted_id_.empty() && equal_ignoring_case(id, deleted_id_)) return std::nullopt;
    return reader_.load(id);
  }

  Result<std::optional<std::string>> look_up(LookUp what,
                                             const std::vector<std::string>& arguments) override {
    return reader_.look_up(what, arguments);
  }

 private:
  SnapshotReader reader_;
  const std::string deleted_id_;
};

Result<documents::Document> find_document(const documents::DatabaseSnapshot& snapshot,
                                          const DryRunRequest& request) {
  auto document = TRY(snapshot.get(request.document_id));
  if (!document) {
    return not_found(fmt::format("document '{}' does not exist", request.document_id));
  }
  const auto& transformation = request.task.transformations.front();
  if (tracks(transformation, document->collection)) return *std::move(document);
  return invalid_argument(
      fmt::format("document '{}' is in collection '{}', and the script runs on: {}", document->id,
                  document->collection, fmt::join(tracked_collections(transformation), ", ")));
}

documents::Tombstone deletion_of(const documents::Document& document) {
  documents::Tombstone tombstone;
  tombstone.id = document.id;
  tombstone.etag = document.etag;
  tombstone.collection = document.collection;
  return tombstone;
}

/// Asks the script, and completes `outcome` with what it says.
Result<void> run_script(const documents::DatabaseSnapshot& snapshot, script::ScriptHost& scripts,
                        const DryRunRequest& request, const Extraction& extraction,
                        script::ScriptInput input, DryRunOutcome& outcome) {
  const auto compiled = TRY(scripts.compile(
      {.text = request.task.transformations.front().script, .collect_output = true}));
  ReaderWithout reader(snapshot, request.is_delete ? request.document_id : std::string());
  std::vector<script::ScriptInput> slice{std::move(input)};
  return scripts.run(
      *compiled,
      [&]() -> Result<std::vector<script::ScriptInput>> { return std::exchange(slice, {}); },
      [&](const std::vector<script::ScriptInput>&, script::SliceOutcome done) -> Result<bool> {
        outcome.texts.push_back(std::move(done.text));
        auto& document = done.documents.front();
        outcome.output = std::move(document.output);
        if (document.failure) {
          outcome.failure = document.failure->to_string();
          return true;
        }
        const auto completed = extraction.complete(outcome.document, document);
        if (!completed) outcome.failure = completed.error().message;
        return true;
      },
      reader, {});
}

}  // namespace

Result<void> check_dry_run(TaskDefinition task) {
  if (task.transformations.size() != 1) {
    return invalid_argument(
        fmt::format("a dry run takes exactly one script, not {}", task.transformations.size()));
  }
  const auto name_if_empty = [](std::string& name) {
    if (name.empty()) name = "dry run";
  };
  name_if_empty(task.name);
  name_if_empty(task.connection_string_name);
  name_if_empty(task.transformations.front().name);
  const auto problems = find_problems(task);
  if (problems.empty()) return {};
  return problems_error("the task to try", problems);
}

Result<DryRunOutcome> dry_run(const documents::Database& source, script::ScriptHost& scripts,
                              const DryRunRequest& request) {
  TRY(check_dry_run(request.task));
  const auto& transformation = request.task.transformations.front();
  const auto snapshot = std::make_shared<const documents::DatabaseSnapshot>(TRY(source.snapshot()));
  const auto document = TRY(find_document(*snapshot, request));
  const ScriptPlan plan(transformation);
  Extraction extraction(*snapshot, transformation, plan, {});
  documents::Change change{document};
  if (request.is_delete) change.item = deletion_of(document);
  auto extracted = TRY(extraction.extract_alone(change));

  DryRunOutcome outcome;
  outcome.snapshot = snapshot;
  outcome.document = std::move(extracted.document);
  if (extracted.text) outcome.texts.push_back(std::move(extracted.text));
  if (plan.has_functions()) {
    outcome.warnings = TRY(scripts.lint(transformation.script, transformation.collections));
  }
  if (extracted.input) {
    TRY(run_script(*snapshot, scripts, request, extraction, *std::move(extracted.input), outcome));
  }
  return outcome;
}

}  // namespace penstock::etl
