#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace penstock::simulation {

/// What is made to fail.
enum class Fault : std::uint8_t {
  kDiskFull,
  kPowerBeforeWriting,
  kPowerBeforeSync,
  kPowerBeforeAnswer,
  kPowerOfSource,
  kPowerOfDestination,
  kSourceKilled,
  kSourceKilledAtPoint,
  kRequestLost,
  kConnectionCutBeforeCommit,
  kConnectionCutAfterCommit,
  kRequestLate,
  kSecondOwner,
};

/// In the order of the values.
inline constexpr std::array<std::string_view, 13> kFaultNames{
    "a commit that the disk refuses",
    "power that goes out before a commit is written",
    "power that goes out before a commit is synced",
    "power that goes out before a commit is answered",
    "power that goes out at the source",
    "power that goes out at the destination",
    "a source that is killed",
    "a source that is killed at a kill point",
    "a request that does not arrive",
    "a connection that breaks before the commit",
    "a connection that breaks after the commit",
    "a request that commits when its sender has given up",
    "an owner that sleeps while a copy takes over"};

/// How often each of them was.
class FaultCounts {
 public:
  void add(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }

  FaultCounts& operator+=(const FaultCounts& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    return *this;
  }

  /// In the order of kFaultNames.
  const auto& each() const { return counts_; }

  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const auto count : counts_) sum += count;
    return sum;
  }

 private:
  std::array<std::uint64_t, kFaultNames.size()> counts_{};
};

}  // namespace penstock::simulation
