#include "simulation/weather.h"

#include <fmt/format.h>

namespace penstock::simulation {
namespace {

// Of the calls in a bad spell, one in so many fails.
constexpr std::size_t kCommitOdds = 8;
constexpr std::size_t kCallOdds = 3;

}  // namespace

void Weather::change() {
  has_bad_disks_ = chance_.one_in(4);
  has_bad_network_ = chance_.one_in(2);
}

std::string Weather::describe() const {
  return fmt::format("disks are {}, the network is {}", has_bad_disks_ ? "bad" : "good",
                     has_bad_network_ ? "bad" : "good");
}

CommitFate Weather::next_commit() {
  if (is_calm_ || !has_bad_disks_ || !chance_.one_in(kCommitOdds)) return CommitFate::kDone;
  switch (chance_.below(6)) {
    case 0: return counted(Fault::kPowerBeforeWriting, CommitFate::kCutBeforeWriting);
    case 1: return counted(Fault::kPowerBeforeSync, CommitFate::kCutBeforeSync);
    case 2: return counted(Fault::kPowerBeforeAnswer, CommitFate::kCutBeforeAnswer);
    default: return counted(Fault::kDiskFull, CommitFate::kRefused);
  }
}

CallFate Weather::next_call() {
  if (is_calm_ || !has_bad_network_ || !chance_.one_in(kCallOdds)) return CallFate::kDone;
  switch (chance_.below(4)) {
    case 0: return counted(Fault::kConnectionCutBeforeCommit, CallFate::kCutBeforeCommit);
    case 1: return counted(Fault::kConnectionCutAfterCommit, CallFate::kCutAfterCommit);
    case 2: return counted(Fault::kRequestLate, CallFate::kDelayed);
    default: return counted(Fault::kRequestLost, CallFate::kRefused);
  }
}

template <typename Fate>
Fate Weather::counted(Fault fault, Fate fate) {
  count(fault);
  return fate;
}

}  // namespace penstock::simulation
