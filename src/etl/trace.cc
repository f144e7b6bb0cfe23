#include "etl/trace.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "etl/change_source.h"
#include "etl/current_changes.h"
#include "etl/dry_run.h"
#include "etl/verification_run.h"

namespace penstock::etl {
namespace {

std::optional<BatchStatistics> find_batch(const ProcessStatistics& statistics, Etag etag) {
  const auto found = std::find_if(statistics.batches.rbegin(), statistics.batches.rend(),
                                  [&](const BatchStatistics& batch) {
                                    return batch.succeeded && batch.from < etag && etag <= batch.to;
                                  });
  if (found == statistics.batches.rend()) return std::nullopt;
  return *found;
}

/// Runs the script over the document as it is now.
Result<void> add_objects(const ProcessBlueprint& blueprint, const ProcessSurroundings& surroundings,
                         const std::string& document_id, Trace& trace) {
  DryRunRequest request{.task = blueprint.task, .document_id = document_id};
  request.task.transformations = {blueprint.transformation};
  auto outcome = dry_run(surroundings.source, surroundings.scripts, request);
  if (!outcome) {
    if (outcome.error().code == ErrorCode::kNotFound) return {};  // It was deleted just now.
    if (outcome.error().code != ErrorCode::kScriptFailed) return outcome.error();
    trace.script_failure = outcome.error().message;
    return {};
  }
  trace.output = std::move(outcome->output);
  trace.script_failure = outcome->failure.value_or("");
  if (outcome->failure) return {};
  for (const auto& object : outcome->document.objects) {
    trace.objects.push_back({std::string(object.target), std::string(object.json)});
  }
  return {};
}

Result<void> count_ahead(const documents::DatabaseSnapshot& snapshot,
                         const Transformation& transformation, Trace& trace) {
  const documents::ChangeFeed feed(snapshot.storage(), tracked_collections(transformation));
  std::uint64_t changes = 0;
  for (const auto stream : documents::kDocumentStreams) {
    changes += TRY(feed.count(stream, {*trace.checkpoint, trace.etag}, kTracedAheadMax));
  }
  trace.ahead_is_at_least = changes >= kTracedAheadMax;
  trace.ahead = changes - std::min<std::uint64_t>(changes, 1);  // Its own change is among them.
  return {};
}

// --- Sentences ---

std::string count_by_target(const std::vector<TracedObject>& objects) {
  std::map<std::string, std::size_t> counts;
  for (const auto& object : objects) ++counts[object.target];
  std::vector<std::string> parts;
  parts.reserve(counts.size());
  for (const auto& [target, count] : counts)
    parts.push_back(fmt::format("{} to {}", count, target));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string describe_error(const RecordedError& recorded) {
  return fmt::format(
      "{} at {}: {}{}",
      recorded.error.step == ErrorStep::kTransformation ? "The script failed" : "It was rejected",
      format_wire_time(recorded.when), recorded.error.message,
      recorded.retry_requested ? " (it is about to be delivered again)" : "");
}

std::string describe_waiting(const Trace& trace,
                             const std::optional<ProcessStatistics>& statistics) {
  if (!statistics) {
    return "The script is disabled, so it is not known whether this version was delivered";
  }
  std::string sentence = "It is not delivered yet";
  if (trace.ahead) {
    sentence += fmt::format(", {}{} changes are before it",
                            trace.ahead_is_at_least ? "at least " : "", *trace.ahead);
  }
  sentence += fmt::format(". {}", statistics->describe());
  if (trace.error) sentence += fmt::format(". {}", describe_error(*trace.error));
  return sentence;
}

std::string describe_delivered(const Trace& trace) {
  const auto when = trace.batch
                        ? fmt::format(" at {} in batch {}",
                                      format_wire_time(trace.batch->load_ended), trace.batch->id)
                        : std::string(", longer ago than batches are remembered");
  if (trace.whereabouts == Whereabouts::kDeleted) {
    return fmt::format("It is deleted, and its deletion was delivered{}", when);
  }
  if (!trace.script_failure.empty()) {
    return fmt::format("It was delivered{}, but the script would fail now: {}", when,
                       trace.script_failure);
  }
  if (trace.whereabouts == Whereabouts::kFiltered) {
    return fmt::format("The script makes nothing of it; its change was passed{}", when);
  }
  return fmt::format("It was delivered{}: {}", when, count_by_target(trace.objects));
}

std::string summarize(const Trace& trace, const ProcessBlueprint& blueprint,
                      const std::optional<ProcessStatistics>& statistics) {
  switch (trace.whereabouts) {
    case Whereabouts::kUnknown:
      return "The database has no such document, and no deletion of it is left";
    case Whereabouts::kNotTracked:
      return fmt::format("It is in collection '{}', and the script runs on: {}", trace.collection,
                         fmt::join(tracked_collections(blueprint.transformation), ", "));
    case Whereabouts::kWaiting: return describe_waiting(trace, statistics);
    case Whereabouts::kFailed: return describe_error(*trace.error);
    case Whereabouts::kFiltered:
    case Whereabouts::kDelivered:
    case Whereabouts::kDeleted: return describe_delivered(trace);
  }
  return {};
}

Whereabouts whereabouts_of(const Trace& trace, bool is_deleted) {
  if (!trace.checkpoint || *trace.checkpoint < trace.etag) return Whereabouts::kWaiting;
  if (trace.error) return Whereabouts::kFailed;
  if (is_deleted) return Whereabouts::kDeleted;
  const bool makes_nothing = trace.objects.empty() && trace.script_failure.empty();
  return makes_nothing ? Whereabouts::kFiltered : Whereabouts::kDelivered;
}

/// Where the document is. Sets all but the summary.
Result<void> follow(const ProcessBlueprint& blueprint, const ProcessSurroundings& surroundings,
                    const std::optional<ProcessStatistics>& statistics,
                    const std::string& document_id, Trace& trace) {
  const auto& transformation = blueprint.transformation;
  const auto snapshot = TRY(surroundings.source.snapshot());
  const auto changes = TRY(current_changes(snapshot, transformation, document_id));
  const auto& newest = changes.back();
  trace.etag = newest.etag();
  trace.error = TRY(surroundings.errors.find(
      process_key(surroundings.source, blueprint.task, transformation), document_id));
  if (trace.etag == Etag{}) {
    const auto document = TRY(snapshot.get(document_id));
    trace.whereabouts = document ? Whereabouts::kNotTracked : Whereabouts::kUnknown;
    if (document) trace.collection = document->collection;
    return {};
  }
  const auto* tombstone = std::get_if<documents::Tombstone>(&newest.item);
  trace.collection = tombstone != nullptr ? tombstone->collection
                                          : std::get<documents::Document>(newest.item).collection;
  if (tombstone == nullptr) TRY(add_objects(blueprint, surroundings, document_id, trace));
  trace.whereabouts = whereabouts_of(trace, tombstone != nullptr);
  if (trace.whereabouts == Whereabouts::kWaiting) {
    if (trace.checkpoint) TRY(count_ahead(snapshot, transformation, trace));
  } else {
    trace.batch = find_batch(*statistics, trace.etag);
  }
  return {};
}

}  // namespace

std::string_view to_string(Whereabouts whereabouts) {
  switch (whereabouts) {
    case Whereabouts::kUnknown: return "Unknown";
    case Whereabouts::kNotTracked: return "NotTracked";
    case Whereabouts::kWaiting: return "Waiting";
    case Whereabouts::kFailed: return "Failed";
    case Whereabouts::kFiltered: return "Filtered";
    case Whereabouts::kDelivered: return "Delivered";
    case Whereabouts::kDeleted: return "Deleted";
  }
  return "";
}

std::string TracedAtDestination::describe() const {
  if (!failure.empty()) return fmt::format("The destination could not be asked: {}", failure);
  if (is_pending) return "The document changes too often to compare it with the destination";
  if (is_refused) return "The destination does not have this version, as it failed";
  if (!drift) return "The destination has what the script makes of it";
  return fmt::format("At the destination: {} ({})", drift->detail, to_string(drift->drift));
}

Result<Trace> trace(const ProcessBlueprint& blueprint, const ProcessSurroundings& surroundings,
                    const std::optional<ProcessStatistics>& statistics,
                    const std::string& document_id) {
  Trace trace;
  trace.transformation = blueprint.transformation.name;
  if (statistics) trace.checkpoint = statistics->checkpoint;
  TRY(follow(blueprint, surroundings, statistics, document_id, trace));
  trace.summary = summarize(trace, blueprint, statistics);
  return trace;
}

Result<TracedAtDestination> trace_at_destination(const ProcessBlueprint& blueprint,
                                                 const ProcessSurroundings& surroundings,
                                                 const std::string& document_id, bool shares_tables,
                                                 const std::stop_token& stop) {
  TracedAtDestination traced;
  auto range = verify_documents(blueprint, surroundings, {document_id}, shares_tables, stop);
  if (!range) {
    if (range.error().code == ErrorCode::kCancelled) return range.error();
    traced.failure = range.error().message;
    return traced;
  }
  traced.is_pending = range->counts.pending > 0;
  traced.is_refused = range->counts.failed > 0;
  if (!range->drifted.empty()) traced.drift = std::move(range->drifted.front());
  return traced;
}

}  // namespace penstock::etl
