#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::simulation {

/// What holds whatever fails.
enum class Invariant : std::uint8_t {
  kNothingAcknowledgedIsLost,
  kNothingRefusedIsThere,
  kEtagsRise,
  kExpectedVersionsAreCompared,
  kStoreIsWhole,
  kPositionPassesNothing,
  kOneOwnerWrites,
  kBatchesFollowEachOther,
  kResetStartsFromZero,
  kOnlyAcknowledgedIsDelivered,
  kNothingOlderReplacesNewer,
  kNothingTwiceWhereInserted,
  kErrorsPlusDeliveredIsAll,
  kTombstonesStayUntilDelivered,
  kDestinationIsScriptOverSource,
  kWorkEnds,
};

inline constexpr std::array<std::string_view, 16> kInvariantSentences{
    "nothing acknowledged is lost",
    "nothing refused is there",
    "etags rise",
    "expected versions are compared with the newest",
    "what is stored agrees with itself",
    "the position passes nothing that is neither delivered nor recorded as failed",
    "at most one owner writes",
    "batches follow each other",
    "a reset generation starts from zero",
    "only what is acknowledged is delivered",
    "nothing older replaces what is newer",
    "nothing comes twice where rows are only inserted, unless somebody asked for it again",
    "errors plus delivered is all that was processed",
    "tombstones stay until they are delivered",
    "in the end the destination is the script over the source",
    "when faults end, work ends"};

constexpr std::string_view to_string(Invariant invariant) {
  return kInvariantSentences.at(static_cast<std::size_t>(invariant));
}

struct Violation {
  Invariant invariant;
  std::string details;
};

/// Collects what did not hold. Confined to one thread.
class Violations {
 public:
  void add(Invariant invariant, std::string details) {
    all_.push_back({invariant, std::move(details)});
  }
  bool empty() const { return all_.empty(); }
  const std::vector<Violation>& all() const { return all_; }

 private:
  std::vector<Violation> all_;
};

}  // namespace penstock::simulation
