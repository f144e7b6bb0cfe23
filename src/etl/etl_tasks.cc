#include "etl/etl_tasks.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "etl/change_source.h"
#include "etl/progress.h"
#include "etl/rebuild_mark.h"
#include "etl/schema_samples.h"
#include "etl/script_plan.h"
#include "etl/shared_tables.h"

namespace penstock::etl {

Result<std::unique_ptr<EtlTasks>> EtlTasks::open(Parts parts) {
  std::unique_ptr<EtlTasks> tasks(new EtlTasks(std::move(parts)));
  TRY(tasks->apply_record());
  return tasks;
}

EtlTasks::EtlTasks(Parts parts)
    : started_(parts.clock.now()),
      errors_(parts.source, parts.clock),
      dismissed_(parts.source),
      surroundings_{parts.source,
                    parts.scripts,
                    errors_,
                    parts.clock,
                    parts.keys,
                    std::move(parts.make_destination),
                    std::move(parts.options)},
      store_(parts.source, parts.keys, [this] {
        // The change itself is stored; what could not be applied is applied at the next one.
        const auto applied = apply_record();
        if (!applied) log_error("ETL tasks could not be applied: {}", applied.error().message);
      }) {}

EtlTasks::~EtlTasks() { stop(); }

void EtlTasks::stop() {
  const std::lock_guard lock(applying_);
  stopped_ = true;
  stop_all_but({});
}

// --- Processes follow the record ---

EtlTasks::Name EtlTasks::name_of(std::string_view task, std::string_view transformation) {
  return {fold_case(task), fold_case(transformation)};
}

Result<void> EtlTasks::apply_record() {
  const std::lock_guard lock(applying_);
  if (stopped_) return {};
  const auto record = TRY(store_.read());
  const auto wanted = wanted_by(record);
  stop_all_but(wanted);
  TRY(forget_errors_of_removed(record));
  start_missing(wanted);
  return {};
}

EtlTasks::Blueprints EtlTasks::wanted_by(const EtlRecord& record) {
  Blueprints wanted;
  for (const auto& task : record.tasks) {
    const auto* connection = record.find_connection_string(task);
    if (task.disabled || connection == nullptr) continue;
    for (const auto& transformation : task.transformations) {
      if (transformation.disabled) continue;
      wanted.emplace(name_of(task.name, transformation.name),
                     ProcessBlueprint::make(task, transformation, *connection));
    }
  }
  return wanted;
}

void EtlTasks::stop_all_but(const Blueprints& wanted) {
  std::vector<std::shared_ptr<RunningProcess>> leaving;
  processes_.with([&](auto& processes) {
    std::erase_if(processes, [&](const auto& entry) {
      const auto found = wanted.find(entry.first);
      const bool stays = found != wanted.end() && found->second == entry.second->blueprint();
      if (!stays) leaving.push_back(entry.second);
      return !stays;
    });
  });
  for (const auto& process : leaving) process->request_stop();
  for (const auto& process : leaving) process->stop();
}

void EtlTasks::start_missing(const Blueprints& wanted) {
  for (const auto& entry : wanted) {
    if (find(entry.first) != nullptr) continue;
    const auto& blueprint = entry.second;
    log_info("ETL '{}/{}' starts", blueprint.task.name, blueprint.transformation.name);
    auto process = std::make_shared<RunningProcess>(blueprint, surroundings_);
    processes_.with([&](auto& processes) { processes.emplace(entry.first, std::move(process)); });
  }
}

Result<void> EtlTasks::forget_errors_of_removed(const EtlRecord& record) {
  for (const auto& process : TRY(errors_.processes())) {
    const auto* task = record.find_task(process.task);
    if (task != nullptr && task->find(process.script) != nullptr) continue;
    TRY(errors_.forget_all(process));
  }
  return {};
}

std::shared_ptr<RunningProcess> EtlTasks::find(const Name& name) const {
  return processes_.with([&](const auto& processes) -> std::shared_ptr<RunningProcess> {
    const auto found = processes.find(name);
    return found == processes.end() ? nullptr : found->second;
  });
}

// --- What people ask ---

Result<std::vector<LintFinding>> EtlTasks::lint(const TaskDefinition& task) const {
  std::vector<LintFinding> findings;
  for (const auto& transformation : task.transformations) {
    if (!ScriptPlan(transformation).has_functions()) continue;
    for (auto& warning :
         TRY(surroundings_.scripts.lint(transformation.script, transformation.collections))) {
      findings.push_back({transformation.name, std::move(warning)});
    }
  }
  return findings;
}

Result<ProcessInfo> EtlTasks::describe(const TaskDefinition& task,
                                       const Transformation& transformation) const {
  ProcessInfo info;
  info.transformation = transformation;
  info.errors = TRY(errors_.count(process_key(surroundings_.source, task, transformation)));
  const auto process = find(name_of(task.name, transformation.name));
  info.running = process != nullptr;
  info.statistics.state = ProcessState::kStopped;
  if (process != nullptr) info.statistics = process->statistics();
  return info;
}

Result<TaskInfo> EtlTasks::describe(const EtlRecord& record, const TaskDefinition& task) const {
  TaskInfo info;
  info.definition = task;
  info.state = state_of(task);
  const auto* connection = record.find_connection_string(task);
  if (connection != nullptr) info.connection = *connection;
  for (const auto& transformation : task.transformations) {
    auto process = TRY(describe(task, transformation));
    process.warnings = find_shared_tables(record, {task, transformation});
    std::ranges::copy(process.statistics.warnings, std::back_inserter(process.warnings));
    const auto status = connection_status_of(process.statistics.state);
    if (process.running && status != ConnectionStatus::kActive) {
      info.error += fmt::format("{}{}: {}", info.error.empty() ? "" : "; ", transformation.name,
                                process.statistics.describe());
    }
    // One script that reconnects shows for the task; else one that is active does.
    if (status == ConnectionStatus::kReconnect ||
        info.connection_status == ConnectionStatus::kNotActive) {
      info.connection_status = status;
    }
    info.processes.push_back(std::move(process));
  }
  return info;
}

Result<std::vector<TaskInfo>> EtlTasks::list() const {
  const auto record = TRY(store_.read());
  std::vector<TaskInfo> infos;
  for (const auto& task : record.tasks) infos.push_back(TRY(describe(record, task)));
  return infos;
}

Result<std::optional<TaskInfo>> EtlTasks::info(const TaskSelector& selector) const {
  const auto record = TRY(store_.read());
  const auto* task = record.find_task(selector);
  if (task == nullptr) return std::nullopt;
  return TRY(describe(record, *task));
}

Result<std::vector<TaskProgress>> EtlTasks::progress() const {
  const auto record = TRY(store_.read());
  const ProgressReader reader = TRY(ProgressReader::open(surroundings_.source));
  std::vector<TaskProgress> all;
  for (const auto& task : record.tasks) {
    auto& progress = all.emplace_back();
    progress.task = task.name;
    progress.kind = task.kind;
    for (const auto& transformation : task.transformations) {
      const auto process = find(name_of(task.name, transformation.name));
      const auto statistics = process != nullptr ? process->statistics() : ProcessStatistics{};
      progress.processes.push_back(TRY(reader.read(transformation, statistics)));
      progress.processes.back().disabled = task.disabled || transformation.disabled;
    }
  }
  return all;
}

Result<ProcessKey> EtlTasks::key_of(std::string_view task, std::string_view transformation) const {
  const auto record = TRY(store_.read());
  const auto found = TRY(record.script(task, transformation));
  return process_key(surroundings_.source, found.task, found.script);
}

Result<ErrorPage> EtlTasks::errors(std::string_view task, std::string_view transformation,
                                   const std::string& cause, std::size_t skip,
                                   std::size_t count_max) const {
  return list_errors(errors_, TRY(key_of(task, transformation)), cause, skip, count_max);
}

Result<std::vector<ErrorCause>> EtlTasks::error_causes(std::string_view task,
                                                       std::string_view transformation) const {
  ErrorCauses causes;
  TRY(errors_.visit(TRY(key_of(task, transformation)), std::numeric_limits<std::size_t>::max(),
                    [&](RecordedError recorded) -> Result<void> {
                      causes.add(std::move(recorded));
                      return {};
                    }));
  return causes.list();
}

Result<std::uint64_t> EtlTasks::retry_errors(std::string_view task, std::string_view transformation,
                                             const ErrorSelection& selection) {
  const auto key = TRY(key_of(task, transformation));
  std::uint64_t count = 0;
  if (selection.cause.empty()) {
    count = TRY(errors_.request_retry(key, selection.document_ids));
  } else {
    TRY(visit_cause(errors_, key, selection.cause, [&](const auto& ids) -> Result<void> {
      count += TRY(errors_.request_retry(key, ids));
      return {};
    }));
  }
  const auto process = find(name_of(task, transformation));
  if (process != nullptr) process->retry_errors();
  return count;
}

Result<void> EtlTasks::drop_errors(std::string_view task, std::string_view transformation,
                                   const ErrorSelection& selection) {
  const auto key = TRY(key_of(task, transformation));
  if (!selection.cause.empty()) {
    return visit_cause(errors_, key, selection.cause,
                       [&](const auto& ids) { return errors_.forget(key, ids); });
  }
  if (selection.document_ids.empty()) return errors_.forget_all(key);
  return errors_.forget(key, selection.document_ids);
}

Result<std::vector<TombstoneRetention>> EtlTasks::tombstone_retention() const {
  const auto record = TRY(store_.read());
  std::vector<TombstoneConsumer> consumers;
  for (const auto& task : record.tasks) {
    for (const auto& transformation : task.transformations) {
      const auto process = find(name_of(task.name, transformation.name));
      auto& consumer = consumers.emplace_back();
      consumer.process = fmt::format("{}/{}", task.name, transformation.name);
      consumer.collections = tracked_collections(transformation);
      if (process == nullptr) continue;
      consumer.checkpoint = process->statistics().checkpoint.value_or(Etag{});
    }
  }
  return find_retention(TRY(surroundings_.source.statistics()), consumers);
}

Result<std::size_t> EtlTasks::clean_tombstones(const std::stop_token& stop) {
  return etl::clean_tombstones(surroundings_.source, TRY(tombstone_retention()), stop);
}

Result<std::vector<Alert>> EtlTasks::alerts() const {
  const auto now = surroundings_.clock.now();
  std::vector<Alert> shown;
  for (auto& alert : TRY(all_alerts())) {
    if (TRY(dismissed_.hides(alert.id(), alert.created_at, now))) continue;
    shown.push_back(std::move(alert));
  }
  return shown;
}

Result<void> EtlTasks::dismiss_alert(std::string_view id) {
  return hide_alert(id, {.created_up_to = surroundings_.clock.now(), .until = WallTime::max()});
}

Result<void> EtlTasks::postpone_alert(std::string_view id, std::optional<WallTime> until) {
  return hide_alert(id,
                    {.created_up_to = WallTime::max(), .until = until.value_or(WallTime::max())});
}

// Only of alerts that there are: so no more is kept than there are kinds of trouble and scripts.
Result<void> EtlTasks::hide_alert(std::string_view id,
                                  const DismissedAlerts::Dismissal& dismissal) {
  for (const auto& alert : TRY(all_alerts())) {
    if (equal_ignoring_case(alert.id(), id)) return dismissed_.dismiss(alert.id(), dismissal);
  }
  return {};
}

Result<std::vector<Alert>> EtlTasks::all_alerts() const {
  std::vector<Alert> all;
  const auto retention = TRY(tombstone_retention());
  for (const auto& task : TRY(list())) {
    for (const auto& process : task.processes) {
      const auto key = process_key(surroundings_.source, task.definition, process.transformation);
      for (auto& alert : TRY(find_alerts(task.definition, process, key, errors_, started_))) {
        all.push_back(std::move(alert));
      }
      auto blocking = find_blocked_tombstones(task.definition, process, retention, started_);
      if (blocking) all.push_back(*std::move(blocking));
    }
  }
  return all;
}

Result<void> EtlTasks::rebuild(std::string_view task, std::string_view transformation) {
  const auto record = TRY(store_.read());
  const auto found = TRY(record.script(task, transformation));
  const auto key = process_key(surroundings_.source, found.task, found.script);
  TRY(RebuildMark(surroundings_.source, key, Generation{found.script.generation}).set({}));
  const auto process = find(name_of(task, transformation));
  if (process == nullptr) return {};
  process->retry_errors();
  if (process->statistics().state == ProcessState::kNeedsRebuild) process->resume();
  return {};
}

Result<VerificationState> EtlTasks::verify(std::string_view task, std::string_view transformation,
                                           const VerificationRequest& request,
                                           const VerificationReport& report,
                                           const std::stop_token& stop) const {
  const auto record = TRY(store_.read());
  const auto found = TRY(record.script(task, transformation));
  const auto* connection = TRY(record.connection_string(found.task));
  const auto process = find(name_of(task, transformation));
  auto verified = request;
  verified.shares_tables = !find_shared_tables(record, found).empty();
  return run_verification(ProcessBlueprint::make(found.task, found.script, *connection),
                          surroundings_, process.get(), verified, report, stop);
}

Result<std::vector<std::string>> EtlTasks::missing_schema(std::string_view task,
                                                          const std::stop_token& stop) const {
  const auto record = TRY(store_.read());
  const auto* definition = record.find_task(task);
  if (definition == nullptr) return not_found(fmt::format("there is no ETL task '{}'", task));
  const auto* connection = TRY(record.connection_string(*definition));
  std::vector<std::string> statements;
  for (const auto& transformation : definition->transformations) {
    for (auto& statement :
         TRY(missing_schema_of(ProcessBlueprint::make(*definition, transformation, *connection),
                               surroundings_, stop))) {
      const bool is_known = std::ranges::find(statements, statement) != statements.end();
      if (!is_known) statements.push_back(std::move(statement));
    }
  }
  return statements;
}

Result<Trace> EtlTasks::trace(std::string_view task, std::string_view transformation,
                              const std::string& document_id, bool asks_destination,
                              const std::stop_token& stop) const {
  const auto record = TRY(store_.read());
  const auto found = TRY(record.script(task, transformation));
  const auto* connection = TRY(record.connection_string(found.task));
  const auto blueprint = ProcessBlueprint::make(found.task, found.script, *connection);
  const auto process = find(name_of(task, transformation));
  std::optional<ProcessStatistics> statistics;
  if (process != nullptr) statistics = process->statistics();
  auto traced = TRY(etl::trace(blueprint, surroundings_, statistics, document_id));
  if (asks_destination) {
    traced.at_destination = TRY(trace_at_destination(
        blueprint, surroundings_, document_id, !find_shared_tables(record, found).empty(), stop));
  }
  return traced;
}

Result<void> EtlTasks::resume(std::string_view task, std::string_view transformation) {
  const auto process = find(name_of(task, transformation));
  if (process == nullptr) {
    return not_found(fmt::format("there is no running ETL script '{}/{}'", task, transformation));
  }
  process->resume();
  return {};
}

}  // namespace penstock::etl
