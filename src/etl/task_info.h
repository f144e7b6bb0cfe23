#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "etl/connection_string.h"
#include "etl/process_statistics.h"
#include "etl/task_definition.h"
#include "script/script_host.h"

// What people can know of the tasks of a database. Plain values.
namespace penstock::etl {

enum class TaskState : std::uint8_t { kEnabled, kDisabled, kPartiallyEnabled };
/// "Enabled", ...: `TaskState` on the wire.
std::string_view to_string(TaskState state);
TaskState state_of(const TaskDefinition& task);

enum class ConnectionStatus : std::uint8_t { kActive, kNotActive, kReconnect };
/// "Active", ...: `TaskConnectionStatus` on the wire.
std::string_view to_string(ConnectionStatus status);
ConnectionStatus connection_status_of(ProcessState state);

struct ProcessInfo {
  Transformation transformation;
  bool running = false;          ///< False: it or its task is disabled.
  ProcessStatistics statistics;  ///< Since it started; all zero if it does not run.
  std::uint64_t errors = 0;      ///< Documents in the error list.
  /// What a person should know though it runs: of the destination, and of tasks beside it.
  std::vector<std::string> warnings = {};
};

struct TaskInfo {
  TaskDefinition definition;
  std::optional<ConnectionString> connection;  ///< With secrets: for people, to_masked_json().
  TaskState state = TaskState::kEnabled;
  ConnectionStatus connection_status = ConnectionStatus::kNotActive;
  std::string error;                   ///< Why processes do not deliver; empty if all is well.
  std::vector<ProcessInfo> processes;  ///< One for each transformation, in order.
};

/// Of one kind of item: both 0 where a process does not care for it.
struct ItemProgress {
  std::uint64_t remaining = 0;
  std::uint64_t total = 0;
  bool is_at_least = false;  ///< More may remain than was counted.
};

/// Something in a script that is allowed and most likely not meant.
struct LintFinding {
  std::string transformation;
  script::ScriptWarning warning;
};

/// What a process still has to do.
struct ProcessProgress {
  std::string transformation;
  bool disabled = false;
  bool completed = false;
  ItemProgress documents;
  ItemProgress tombstones;
  ItemProgress counters;
  ItemProgress counter_tombstones;
  ItemProgress attachment_tombstones;
  ItemProgress time_series_segments;
  ItemProgress time_series_deleted_ranges;
  bool is_at_least = false;         ///< That of one kind of item is.
  double documents_per_second = 0;  ///< Over the last batches; 0 when completed.
};

struct TaskProgress {
  std::string task;
  DestinationKind kind = DestinationKind::kRaven;
  std::vector<ProcessProgress> processes;
};

}  // namespace penstock::etl
