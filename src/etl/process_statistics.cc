#include "etl/process_statistics.h"

#include <fmt/format.h>

namespace penstock::etl {

std::string_view to_string(BatchEnd end) {
  switch (end) {
    case BatchEnd::kNothingLeft: return "Nothing left to process";
    case BatchEnd::kDocumentsMax: return "The maximum number of documents was reached";
    case BatchEnd::kOutputBytesMax: return "The maximum size of the output was reached";
    case BatchEnd::kTimeMax: return "The maximum time of extraction and transformation was reached";
    case BatchEnd::kAwaited: return "The destination was waiting";
    case BatchEnd::kTooManyErrors: return "Too many documents failed";
  }
  return "Unknown";
}

std::string_view to_string(ErrorStep step) {
  return step == ErrorStep::kTransformation ? "Transformation" : "Load";
}

std::string_view to_string(Delivery delivery) {
  return delivery == Delivery::kExactlyOnce ? "ExactlyOnce" : "AtLeastOnce";
}

std::string_view to_string(ProcessState state) {
  switch (state) {
    case ProcessState::kConnecting: return "Connecting";
    case ProcessState::kWorking: return "Working";
    case ProcessState::kUpToDate: return "UpToDate";
    case ProcessState::kWaitingToRetry: return "WaitingToRetry";
    case ProcessState::kNeedsRebuild: return "NeedsRebuild";
    case ProcessState::kHalted: return "Halted";
    case ProcessState::kInvalidScript: return "InvalidScript";
    case ProcessState::kNotOwner: return "NotOwner";
    case ProcessState::kStopped: return "Stopped";
  }
  return "Unknown";
}

bool ProcessStatistics::waits_for_a_person() const {
  return state == ProcessState::kHalted || state == ProcessState::kNeedsRebuild ||
         state == ProcessState::kInvalidScript || state == ProcessState::kNotOwner;
}

Health ProcessStatistics::health() const {
  return waits_for_a_person() ? Health::kFailed : health_meter.health();
}

std::string ProcessStatistics::describe() const {
  switch (state) {
    case ProcessState::kConnecting: return "Connecting to the destination";
    case ProcessState::kWorking: return "Delivering changes";
    case ProcessState::kUpToDate: return "Up to date";
    case ProcessState::kWaitingToRetry:
      return fmt::format("Waiting to retry at {} because {}",
                         format_wire_time(retry_at.value_or(WallTime{})), reason);
    case ProcessState::kNeedsRebuild: return fmt::format("Needs a rebuild because {}", reason);
    case ProcessState::kHalted: return fmt::format("Halted because {}", reason);
    case ProcessState::kInvalidScript: return fmt::format("The script is not valid: {}", reason);
    case ProcessState::kNotOwner:
      return fmt::format("Stopped because another server has taken over: {}", reason);
    case ProcessState::kStopped: return "Stopped";
  }
  return "Unknown";
}

}  // namespace penstock::etl
