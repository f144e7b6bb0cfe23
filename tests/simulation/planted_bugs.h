#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "etl/destination.h"
#include "kv/engine.h"
#include "simulation/chance.h"
#include "simulation/delivery_watch.h"
#include "simulation/simulated_disk.h"

// Bugs that the simulation has to find: each is a part that breaks its contract, put in the place
// of the right one. The program under test has none of them.
namespace penstock::simulation {

enum class PlantedBug : std::uint8_t {
  kNone,
  kCheckpointBeforeLoad,
  kFenceNotCompared,
  kGenerationIgnored,
  kLostAnswerRepeated,
  kReplayLosesDocument,
  kBatchHalfApplied,
  kErrorRecordedLate,
  kTombstoneCleanedEarly,
  kAnswerBeforeSync,
  kTornBatch,
  kFailedCommitStays,
  kFailureAcknowledged,
  kStaleSnapshot,
  kEtagSkipped,
};

struct PlantedBugEntry {
  PlantedBug bug;
  std::string_view name;
  std::string_view what;
  std::uint64_t seeds_max;  ///< It is found by one of the seeds from 1 to this.
};

inline constexpr std::array<PlantedBugEntry, 14> kPlantedBugs{{
    {PlantedBug::kCheckpointBeforeLoad, "checkpoint-before-load",
     "the position is committed first, then what was to be loaded", 20},
    {PlantedBug::kFenceNotCompared, "fence-not-compared",
     "the epoch of who writes is not compared with that of the newest owner", 50},
    {PlantedBug::kGenerationIgnored, "generation-ignored",
     "a reset does not change the generation that the destination is told", 20},
    {PlantedBug::kLostAnswerRepeated, "lost-answer-repeated",
     "what had no answer is sent again without a look at the position", 100},
    {PlantedBug::kReplayLosesDocument, "replay-loses-document",
     "documents that are delivered again count as delivered and are not sent", 50},
    {PlantedBug::kBatchHalfApplied, "batch-half-applied",
     "half of a batch is committed without the position", 50},
    {PlantedBug::kErrorRecordedLate, "error-recorded-late",
     "what the destination rejects is recorded after the commit that passes it", 100},
    {PlantedBug::kTombstoneCleanedEarly, "tombstone-cleaned-early",
     "tombstones are cleaned without asking who needs them", 20},
    {PlantedBug::kAnswerBeforeSync, "answer-before-sync",
     "writes are acknowledged before they are synced", 20},
    {PlantedBug::kTornBatch, "torn-batch", "a power cut leaves half of a commit", 50},
    {PlantedBug::kFailedCommitStays, "failed-commit-stays",
     "what a commit wrote is there, though it failed", 20},
    {PlantedBug::kFailureAcknowledged, "failure-acknowledged",
     "a commit that failed is told to have succeeded", 20},
    {PlantedBug::kStaleSnapshot, "stale-snapshot",
     "a snapshot sometimes shows what was before the last commit", 20},
    {PlantedBug::kEtagSkipped, "etag-skipped",
     "a reader sometimes sees a change only after one with a higher etag", 20},
}};

/// Nothing: there is none of that name.
std::optional<PlantedBug> find_planted_bug(std::string_view name);

constexpr DiskLie disk_lie(PlantedBug bug) {
  if (bug == PlantedBug::kAnswerBeforeSync) return DiskLie::kAnswersBeforeSync;
  if (bug == PlantedBug::kTornBatch) return DiskLie::kTearsBatches;
  return DiskLie::kNone;
}

/// `engine`, or a decorator around it. `chance` must outlive it.
std::unique_ptr<kv::Engine> plant(PlantedBug bug, std::unique_ptr<kv::Engine> engine,
                                  Chance& chance);

/// The errors that a destination with this bug is given: `errors`, or a decorator around them.
std::unique_ptr<etl::ErrorSink> plant(PlantedBug bug, etl::ErrorSink& errors);

/// `destination`, or a decorator around it. All must outlive it.
std::unique_ptr<etl::Destination> plant(PlantedBug bug,
                                        std::unique_ptr<etl::Destination> destination,
                                        etl::ErrorSink& planted_errors, const DeliveryWatch& watch);

}  // namespace penstock::simulation
