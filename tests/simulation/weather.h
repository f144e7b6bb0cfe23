#pragma once

#include <string>

#include "simulation/chance.h"
#include "simulation/faults.h"
#include "simulation/simulated_destination.h"
#include "simulation/simulated_disk.h"

namespace penstock::simulation {

/// How often disks and the network fail: faults come in spells, between which things go well.
/// Counts them. Confined to one thread.
class Weather {
 public:
  /// Calm, until somebody says otherwise. `chance` must outlive this object.
  explicit Weather(Chance& chance) : chance_(chance) {}

  void change();
  std::string describe() const;

  /// Nothing fails while it is calm.
  void set_calm(bool is_calm) { is_calm_ = is_calm; }
  bool is_calm() const { return is_calm_; }

  CommitFate next_commit();
  CallFate next_call();

  /// One that somebody else has made.
  void count(Fault fault) { faults_.add(fault); }
  const FaultCounts& faults() const { return faults_; }

 private:
  template <typename Fate>
  Fate counted(Fault fault, Fate fate);

  Chance& chance_;
  bool is_calm_ = true;
  bool has_bad_disks_ = false;
  bool has_bad_network_ = false;
  FaultCounts faults_;
};

}  // namespace penstock::simulation
