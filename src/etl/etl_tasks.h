#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "etl/alerts.h"
#include "etl/bulk_dry_run.h"
#include "etl/dismissed_alerts.h"
#include "etl/dry_run.h"
#include "etl/error_causes.h"
#include "etl/error_store.h"
#include "etl/etl_record.h"
#include "etl/running_process.h"
#include "etl/task_info.h"
#include "etl/task_store.h"
#include "etl/tombstone_retention.h"
#include "etl/trace.h"
#include "etl/verification_run.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// The ETL of one database: runs a process for each enabled script of its record, and tells of
/// them. Changes go through store(); when a change returns, the processes match the record: those
/// that differ were stopped and started anew, the others were not touched. Thread-safe.
class EtlTasks {
 public:
  struct Parts {
    documents::Database& source;
    script::ScriptHost& scripts;
    Clock& clock;
    const security::MasterKeys& keys;
    DestinationFactory make_destination;
    ProcessOptions options;
  };
  /// Starts what the record asks for. The references must outlive it.
  /// Errors: those of the database; kCorruption.
  static Result<std::unique_ptr<EtlTasks>> open(Parts parts);
  ~EtlTasks();
  EtlTasks(const EtlTasks&) = delete;
  EtlTasks& operator=(const EtlTasks&) = delete;

  TaskStore& store() { return store_; }
  const TaskStore& store() const { return store_; }

  /// Errors of all: those of the database.
  Result<std::vector<TaskInfo>> list() const;
  Result<std::optional<TaskInfo>> info(const TaskSelector& selector) const;
  Result<std::vector<TaskProgress>> progress() const;

  /// The documents in the error list of one script, as list_errors(). Errors: kNotFound.
  Result<ErrorPage> errors(std::string_view task, std::string_view transformation,
                           const std::string& cause, std::size_t skip, std::size_t count_max) const;

  /// What the linter finds in the scripts of a task that need not be stored. Errors: those of
  /// ScriptHost::lint().
  Result<std::vector<LintFinding>> lint(const TaskDefinition& task) const;

  /// As dry_run() of dry_run.h.
  Result<DryRunOutcome> dry_run(const DryRunRequest& request) const {
    return etl::dry_run(surroundings_.source, surroundings_.scripts, request);
  }

  /// As bulk_dry_run() of bulk_dry_run.h.
  Result<BulkDryRunState> dry_run(const BulkDryRunRequest& request, const BulkDryRunReport& report,
                                  const std::stop_token& stop) const {
    return bulk_dry_run({surroundings_.source, surroundings_.scripts, surroundings_.clock}, request,
                        report, stop);
  }

  /// The same list by what is wrong. Errors: kNotFound.
  Result<std::vector<ErrorCause>> error_causes(std::string_view task,
                                               std::string_view transformation) const;

  /// Delivers documents of the error list again, as they are now or as deletes. A process that does
  /// not run does so when it runs again. Returns how many. Errors: kNotFound.
  Result<std::uint64_t> retry_errors(std::string_view task, std::string_view transformation,
                                     const ErrorSelection& selection);
  /// Takes documents off the error list: what the destination has of them stays as it is until they
  /// change. Errors: kNotFound.
  Result<void> drop_errors(std::string_view task, std::string_view transformation,
                           const ErrorSelection& selection);

  /// What people should be told and have not dismissed, in the order of the tasks.
  Result<std::vector<Alert>> alerts() const;
  /// Hides an alert until there is newer trouble of the kind. One that is not there: nothing.
  Result<void> dismiss_alert(std::string_view id);
  /// Hides it, and newer trouble of the kind too, until that time; nothing: for ever.
  Result<void> postpone_alert(std::string_view id, std::optional<WallTime> until);

  /// What is kept of the tombstones of each collection, and because of whom.
  Result<std::vector<TombstoneRetention>> tombstone_retention() const;
  /// Removes those that no task needs, disabled ones counted. Returns how many.
  Result<std::size_t> clean_tombstones(const std::stop_token& stop);

  const std::string& database_name() const { return surroundings_.source.identity().name; }

  /// Deletes what the destination has in the collections or tables that the script alone loads to,
  /// and the source no longer has; then delivers on. If another source delivers there as well,
  /// nothing is deleted, and the process says so. One that does not run does it when it runs again.
  /// Errors: kNotFound.
  Result<void> rebuild(std::string_view task, std::string_view transformation);

  /// Compares what one script has at its destination with what it makes of the source now. Errors:
  /// kNotFound; those of run_verification().
  Result<VerificationState> verify(std::string_view task, std::string_view transformation,
                                   const VerificationRequest& request,
                                   const VerificationReport& report,
                                   const std::stop_token& stop) const;

  /// The statements that make what a task is missing at its destination, as
  /// Destination::missing_schema() has them for the oldest and newest documents. Errors: kNotFound;
  /// those of the scripts; those of the destination.
  Result<std::vector<std::string>> missing_schema(std::string_view task,
                                                  const std::stop_token& stop) const;

  /// Follows one document through one script, and asks the destination too if `asks_destination`.
  /// Errors: kNotFound; those of etl::trace() and trace_at_destination().
  Result<Trace> trace(std::string_view task, std::string_view transformation,
                      const std::string& document_id, bool asks_destination,
                      const std::stop_token& stop) const;

  /// Lets a halted process go on, and one that waits try again now. Errors: kNotFound if it does
  /// not run.
  Result<void> resume(std::string_view task, std::string_view transformation);

  /// Ends all processes and starts no more. May be called twice.
  void stop();

 private:
  using Name = std::pair<std::string, std::string>;  ///< Task and script, folded.
  using Processes = std::map<Name, std::shared_ptr<RunningProcess>>;
  using Blueprints = std::map<Name, ProcessBlueprint>;

  explicit EtlTasks(Parts parts);
  Result<void> apply_record();
  static Name name_of(std::string_view task, std::string_view transformation);
  static Blueprints wanted_by(const EtlRecord& record);
  void stop_all_but(const Blueprints& wanted);
  void start_missing(const Blueprints& wanted);
  Result<void> forget_errors_of_removed(const EtlRecord& record);

  Result<ProcessKey> key_of(std::string_view task, std::string_view transformation) const;
  std::shared_ptr<RunningProcess> find(const Name& name) const;
  Result<std::vector<Alert>> all_alerts() const;
  Result<void> hide_alert(std::string_view id, const DismissedAlerts::Dismissal& dismissal);
  Result<TaskInfo> describe(const EtlRecord& record, const TaskDefinition& task) const;
  Result<ProcessInfo> describe(const TaskDefinition& task,
                               const Transformation& transformation) const;

  const WallTime started_;
  ErrorStore errors_;
  DismissedAlerts dismissed_;
  const ProcessSurroundings surroundings_;
  TaskStore store_;
  std::mutex applying_;   ///< One change of the processes at a time; held while they stop.
  bool stopped_ = false;  ///< Guarded by applying_.
  Guarded<Processes> processes_;
};

}  // namespace penstock::etl
