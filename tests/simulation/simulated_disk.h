#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "kv/engine.h"
#include "kv/memory/memory_engine.h"
#include "simulation/chance.h"

namespace penstock::simulation {

/// What becomes of a commit.
enum class CommitFate : std::uint8_t {
  kDone,
  kRefused,           ///< The disk is full: nothing is written.
  kCutBeforeWriting,  ///< The power goes out, at this point or one of the next.
  kCutBeforeSync,
  kCutBeforeAnswer,
};
inline constexpr bool cuts_power(CommitFate fate) { return fate >= CommitFate::kCutBeforeWriting; }

/// How a disk may betray who trusts it.
enum class DiskLie : std::uint8_t {
  kNone,
  kAnswersBeforeSync,  ///< What was acknowledged may be gone after a power cut.
  kTearsBatches,       ///< Half a batch may be left by one.
};

/// A key space that knows what of it is synced. Outlives the engines over it, as a disk does.
/// Confined to one thread.
class SimulatedDisk {
 public:
  explicit SimulatedDisk(DiskLie lie);

  /// Errors: kUnavailable for all fates but kDone.
  Result<void> commit(const kv::WriteBatch& batch, CommitFate fate);
  Result<std::unique_ptr<const kv::Snapshot>> snapshot() const { return visible_->snapshot(); }

  /// After a power cut: of what was not synced, any number of the first commits is left.
  void lose_unsynced(Chance& chance);

  /// Takes on all that `other` has synced.
  void copy_from(const SimulatedDisk& other);

 private:
  Result<void> sync();
  void show_synced();

  const DiskLie lie_;
  std::unique_ptr<kv::memory::MemoryEngine> visible_;
  std::unique_ptr<kv::memory::MemoryEngine> synced_;
  std::vector<kv::WriteBatch> unsynced_;
};

}  // namespace penstock::simulation
