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
  ++faults_;
  switch (chance_.below(6)) {
    case 0: return CommitFate::kCutBeforeWriting;
    case 1: return CommitFate::kCutBeforeSync;
    case 2: return CommitFate::kCutBeforeAnswer;
    default: return CommitFate::kRefused;
  }
}

CallFate Weather::next_call() {
  if (is_calm_ || !has_bad_network_ || !chance_.one_in(kCallOdds)) return CallFate::kDone;
  ++faults_;
  switch (chance_.below(4)) {
    case 0: return CallFate::kCutBeforeCommit;
    case 1: return CallFate::kCutAfterCommit;
    case 2: return CallFate::kDelayed;
    default: return CallFate::kRefused;
  }
}

}  // namespace penstock::simulation
