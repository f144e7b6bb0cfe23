#include "etl/task_info.h"

#include <algorithm>

namespace penstock::etl {

std::string_view to_string(TaskState state) {
  switch (state) {
    case TaskState::kEnabled: return "Enabled";
    case TaskState::kDisabled: return "Disabled";
    case TaskState::kPartiallyEnabled: return "PartiallyEnabled";
  }
  return "None";
}

TaskState state_of(const TaskDefinition& task) {
  const auto& scripts = task.transformations;
  if (task.disabled || std::ranges::all_of(scripts, &Transformation::disabled)) {
    return TaskState::kDisabled;
  }
  const bool some_disabled = std::ranges::any_of(scripts, &Transformation::disabled);
  return some_disabled ? TaskState::kPartiallyEnabled : TaskState::kEnabled;
}

std::string_view to_string(ConnectionStatus status) {
  switch (status) {
    case ConnectionStatus::kActive: return "Active";
    case ConnectionStatus::kNotActive: return "NotActive";
    case ConnectionStatus::kReconnect: return "Reconnect";
  }
  return "None";
}

ConnectionStatus connection_status_of(ProcessState state) {
  switch (state) {
    case ProcessState::kConnecting:
    case ProcessState::kWorking:
    case ProcessState::kUpToDate: return ConnectionStatus::kActive;
    case ProcessState::kWaitingToRetry: return ConnectionStatus::kReconnect;
    case ProcessState::kNeedsRebuild:
    case ProcessState::kHalted:
    case ProcessState::kInvalidScript:
    case ProcessState::kNotOwner:
    case ProcessState::kStopped: return ConnectionStatus::kNotActive;
  }
  return ConnectionStatus::kNotActive;
}

}  // namespace penstock::etl
