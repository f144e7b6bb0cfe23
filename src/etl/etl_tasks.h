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
#include "etl/error_store.h"
#include "etl/etl_record.h"
#include "etl/running_process.h"
#include "etl/task_info.h"
#include "etl/task_store.h"

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
    DestinationFactory make_destination;
    ProcessOptions options;
  };
  /// Starts what the record asks for. The database, the scripts and the clock must outlive it.
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

  /// The documents in the error list of one script, ordered by id. Errors: kNotFound.
  Result<std::vector<RecordedError>> errors(std::string_view task, std::string_view transformation,
                                            std::size_t skip, std::size_t count_max) const;

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

  std::shared_ptr<RunningProcess> find(const Name& name) const;
  Result<TaskInfo> describe(const EtlRecord& record, const TaskDefinition& task) const;
  Result<ProcessInfo> describe(const TaskDefinition& task,
                               const Transformation& transformation) const;

  ErrorStore errors_;
  const ProcessSurroundings surroundings_;
  TaskStore store_;
  std::mutex applying_;   ///< One change of the processes at a time; held while they stop.
  bool stopped_ = false;  ///< Guarded by applying_.
  Guarded<Processes> processes_;
};

}  // namespace penstock::etl
