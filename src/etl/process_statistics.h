#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "etl/destination.h"
#include "etl/health.h"
#include "etl/slow_statement.h"

// What people can know of a running process. Plain values.
namespace penstock::etl {

/// Why a batch holds no more than it does.
enum class BatchEnd : std::uint8_t {
  kNothingLeft,
  kDocumentsMax,
  kOutputBytesMax,
  kTimeMax,
  kAwaited,  ///< The destination had nothing to do.
  kTooManyErrors,
};
/// "Nothing left to process", ...
std::string_view to_string(BatchEnd end);

/// One batch, from its first read to its commit or failure. Two batches overlap: `prepare_started`
/// of the next one lies before `load_ended` of this one.
struct BatchStatistics {
  std::uint64_t id = 0;  ///< From 1 since the start of the process.
  Etag from;
  Etag to;
  std::uint64_t documents = 0;  ///< Extracted, without those that were skipped.
  std::uint64_t tombstones = 0;
  std::uint64_t items = 0;    ///< Changes of what hangs on documents.
  std::uint64_t skipped = 0;  ///< HiLo documents, and items that go with their documents.
  std::uint64_t objects = 0;  ///< Made by the script.
  std::uint64_t output_bytes = 0;
  std::uint64_t transformation_errors = 0;
  std::uint64_t load_errors = 0;
  std::uint64_t load_successes = 0;
  BatchEnd end = BatchEnd::kNothingLeft;
  WallTime prepare_started;
  WallTime prepare_ended;
  WallTime load_started;
  WallTime load_ended;
  std::chrono::microseconds extract_time{};
  std::chrono::microseconds transform_time{};
  std::chrono::microseconds load_time{};
  bool succeeded = false;
  std::string error;  ///< Why it failed.
};

enum class ProcessState : std::uint8_t {
  kConnecting,
  kWorking,
  kUpToDate,
  kWaitingToRetry,
  kNeedsRebuild,   ///< Tombstones were cleaned that the destination has not had.
  kHalted,         ///< Too many errors: until an administrator resumes it.
  kInvalidScript,  ///< Until the script is changed.
  kNotOwner,       ///< Another server has taken over.
  kStopped,
};
/// "Connecting", "Working", ...
std::string_view to_string(ProcessState state);

inline constexpr std::size_t kBatchesKept = 25;

struct ProcessStatistics {
  ProcessState state = ProcessState::kConnecting;
  std::optional<WallTime> state_since;
  std::string reason;  ///< Of kWaitingToRetry, kHalted, kInvalidScript, kNotOwner.
  std::optional<WallTime> retry_at;

  /// Up to where all is delivered or recorded as failed; nothing before the first connection.
  std::optional<Etag> checkpoint;
  std::optional<Delivery> delivery;  ///< What holds there; nothing before the first connection.
  std::uint64_t transformation_successes = 0;  ///< Documents.
  std::uint64_t transformation_errors = 0;
  std::uint64_t load_successes = 0;  ///< As LoadOutcome counts them.
  std::uint64_t load_errors = 0;     ///< Documents that the destination rejected.
  HealthMeter health_meter;
  std::uint64_t retries = 0;  ///< Failures of a whole batch or of a connection.
  std::optional<WallTime> last_transformation_error;
  std::optional<WallTime> last_load_error;
  std::optional<WallTime> last_success;
  /// The first incremental time series that was passed over, "users/1, INC:Views", and when.
  std::string incremental_series;
  std::optional<WallTime> passed_over_at;
  /// Of the destination, as Destination::warnings() has them, and since when.
  std::vector<std::string> warnings;
  std::optional<WallTime> warned_at;
  std::deque<SlowStatement> slow_statements;  ///< The newest, oldest first.
  std::deque<BatchStatistics> batches;        ///< The last kBatchesKept, oldest first.

  /// Halted, or in another state that only a person can end.
  bool waits_for_a_person() const;

  /// A process that waits for a person has failed, whatever went well before.
  Health health() const;

  /// One sentence: "Waiting to retry at 10:00:05 because …".
  std::string describe() const;
};

}  // namespace penstock::etl
