#include "etl/alerts.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace penstock::etl {
namespace {

Alert begin_alert(const TaskDefinition& task, const ProcessInfo& process, std::string type,
                  AlertSeverity severity) {
  Alert alert;
  alert.type = std::move(type);
  alert.severity = severity;
  alert.tag = task.kind == DestinationKind::kSql ? "SQL ETL" : "Raven ETL";
  alert.process = fmt::format("{}/{}", task.name, process.transformation.name);
  return alert;
}

void keep_newest(std::vector<AlertEntry>& entries) {
  std::ranges::stable_sort(entries, {}, &AlertEntry::when);
  if (entries.size() <= kAlertEntriesMax) return;
  entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(kAlertEntriesMax));
}

/// The documents in error of both kinds.
struct Entries {
  std::vector<AlertEntry> transformation;
  std::vector<AlertEntry> load;
};

Result<Entries> read_entries(const ProcessKey& key, const ErrorStore& errors) {
  Entries entries;
  TRY(errors.visit(key, kAlertErrorsReadMax, [&](RecordedError recorded) -> Result<void> {
    auto& of_kind =
        recorded.error.step == ErrorStep::kTransformation ? entries.transformation : entries.load;
    of_kind.push_back(
        {recorded.when, std::move(recorded.error.document_id), std::move(recorded.error.message)});
    return {};
  }));
  return entries;
}

std::optional<Alert> of_documents(Alert alert, std::vector<AlertEntry> entries,
                                  std::string_view what) {
  if (entries.empty()) return std::nullopt;
  alert.message =
      fmt::format("{} {} {}. The error list of the task has them all.", entries.size(),
                  entries.size() == 1 ? "document could not be" : "documents could not be", what);
  keep_newest(entries);
  alert.created_at = entries.back().when;
  alert.entries = std::move(entries);
  return alert;
}

/// A process that stands still, and will until somebody acts.
std::optional<Alert> of_state(const TaskDefinition& task, const ProcessInfo& process,
                              WallTime otherwise) {
  const auto& statistics = process.statistics;
  const bool invalid = statistics.state == ProcessState::kInvalidScript;
  if (!process.running || !statistics.waits_for_a_person()) return std::nullopt;
  auto alert = begin_alert(task, process, invalid ? "Etl_InvalidScript" : "Etl_Error",
                           AlertSeverity::kError);
  alert.message = statistics.describe();
  alert.created_at = statistics.state_since.value_or(otherwise);
  alert.entries.push_back({alert.created_at, {}, statistics.reason});
  return alert;
}

std::optional<Alert> of_slow_statements(Alert alert, const ProcessStatistics& statistics) {
  if (statistics.slow_statements.empty()) return std::nullopt;
  alert.is_hint = true;
  alert.message = "Statements took the destination long. An index may be missing, or it is busy.";
  alert.created_at = statistics.slow_statements.back().when;
  for (const auto& statement : statistics.slow_statements) {
    alert.entries.push_back({statement.when, {}, statement.text, statement.duration});
  }
  return alert;
}

/// What works, and could be better.
std::optional<Alert> of_warnings(Alert alert, const ProcessInfo& process, WallTime otherwise) {
  if (process.warnings.empty()) return std::nullopt;
  alert.created_at = process.statistics.warned_at.value_or(otherwise);
  alert.message = process.warnings.size() == 1
                      ? "The destination works; this should be looked at."
                      : "The destination works; these things should be looked at.";
  for (const auto& warning : process.warnings) {
    alert.entries.push_back({alert.created_at, {}, warning});
  }
  keep_newest(alert.entries);
  return alert;
}

/// What a document database cannot take, and so was left behind.
std::optional<Alert> of_passed_over(Alert alert, const ProcessStatistics& statistics) {
  if (!statistics.passed_over_at) return std::nullopt;
  alert.created_at = *statistics.passed_over_at;
  alert.message = "Incremental time series cannot be delivered: they are passed over.";
  const auto& series = statistics.incremental_series;
  alert.entries.push_back(
      {alert.created_at, series.substr(0, series.rfind(", ")), "passed over: " + series});
  return alert;
}

}  // namespace

std::string Alert::key() const { return fmt::format("{}/{}", tag, process); }

std::string Alert::id() const { return fmt::format("{}/{}/{}", kind(), type, key()); }

std::string_view to_string(AlertSeverity severity) {
  return severity == AlertSeverity::kError ? "Error" : "Warning";
}

Result<std::vector<Alert>> find_alerts(const TaskDefinition& task, const ProcessInfo& process,
                                       const ProcessKey& key, const ErrorStore& errors,
                                       WallTime otherwise) {
  auto entries = TRY(read_entries(key, errors));
  const auto& statistics = process.statistics;
  if (statistics.state == ProcessState::kWaitingToRetry) {
    entries.load.push_back({statistics.state_since.value_or(otherwise), {}, statistics.reason});
  }
  std::vector<Alert> alerts;
  const auto add = [&](std::optional<Alert> alert) {
    if (alert) alerts.push_back(*std::move(alert));
  };
  const auto warning = [&](std::string type) {
    return begin_alert(task, process, std::move(type), AlertSeverity::kWarning);
  };
  add(of_documents(warning("Etl_TransformationError"), std::move(entries.transformation),
                   "transformed"));
  if (statistics.state == ProcessState::kWaitingToRetry && entries.load.size() == 1) {
    auto alert = warning("Etl_LoadError");
    alert.message = statistics.describe();
    alert.created_at = entries.load.front().when;
    alert.entries = std::move(entries.load);
    alerts.push_back(std::move(alert));
  } else {
    add(of_documents(warning("Etl_LoadError"), std::move(entries.load), "loaded"));
  }
  add(of_passed_over(warning("Etl_Warning"), statistics));
  add(of_warnings(warning("Etl_DestinationWarning"), process, otherwise));
  add(of_slow_statements(warning("SqlEtl_SlowSql"), statistics));
  add(of_state(task, process, otherwise));
  return alerts;
}

std::optional<Alert> find_blocked_tombstones(const TaskDefinition& task, const ProcessInfo& process,
                                             const std::vector<TombstoneRetention>& retention,
                                             WallTime otherwise) {
  if (connection_status_of(process.statistics.state) == ConnectionStatus::kActive) {
    return std::nullopt;
  }
  auto alert = begin_alert(task, process, "BlockingTombstones", AlertSeverity::kWarning);
  alert.message = "Deletes are kept for a task that does not deliver. Enable, mend or delete it.";
  alert.created_at = process.statistics.state_since.value_or(otherwise);
  for (const auto& collection : retention) {
    if (collection.tombstones == 0 || collection.held_by != alert.process) continue;
    alert.entries.push_back({alert.created_at,
                             {},
                             fmt::format("{} tombstones of collection '{}' are kept",
                                         collection.tombstones, collection.collection)});
  }
  if (alert.entries.empty()) return std::nullopt;
  return alert;
}

}  // namespace penstock::etl
