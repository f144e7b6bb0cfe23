#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "documents/database.h"
#include "etl/connection_string.h"
#include "etl/destination_factory.h"
#include "etl/error_store.h"
#include "etl/process.h"
#include "etl/process_runner.h"
#include "etl/task_definition.h"
#include "script/script_host.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// All that decides how a process runs: when it changes, the process starts anew. Immutable.
struct ProcessBlueprint {
  TaskDefinition task;  ///< Without its transformations: they are processes of their own.
  Transformation transformation;
  ConnectionString connection;

  static ProcessBlueprint make(const TaskDefinition& task, const Transformation& transformation,
                               const ConnectionString& connection);
  bool operator==(const ProcessBlueprint&) const = default;
};

/// What all processes of a database share; it outlives them.
struct ProcessSurroundings {
  documents::Database& source;
  script::ScriptHost& scripts;
  ErrorStore& errors;
  Clock& clock;
  const security::MasterKeys& keys;
  DestinationFactory make_destination;
  ProcessOptions options;
};

/// A process with its destination and its threads. Thread-safe.
class RunningProcess {
 public:
  /// Starts at once. A destination that cannot be made shows as a process that waits to retry.
  RunningProcess(ProcessBlueprint blueprint, const ProcessSurroundings& surroundings);

  const ProcessBlueprint& blueprint() const { return blueprint_; }
  ProcessStatistics statistics() const { return process_.statistics(); }
  void resume() { runner_.resume(); }
  void retry_errors() { runner_.retry_errors(); }
  void request_stop() { runner_.request_stop(); }
  void stop() { runner_.stop(); }

 private:
  // Each uses those before it.
  const ProcessBlueprint blueprint_;
  ProcessErrors errors_;
  const std::unique_ptr<Destination> destination_;
  EtlProcess process_;
  ProcessRunner runner_;
};

}  // namespace penstock::etl
