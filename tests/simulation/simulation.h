#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulation/faults.h"
#include "simulation/invariants.h"
#include "simulation/planted_bugs.h"

namespace penstock::simulation {

struct Outcome {
  std::vector<Violation> violations;  ///< None: all held.
  FaultCounts faults;                 ///< That were injected.
  std::vector<std::string> trace;     ///< If it was wanted.
};

/// Actions of a simulation, before it settles.
inline constexpr int kActions = 150;

/// The life of one world. The same arguments have the same outcome.
Outcome simulate(std::uint64_t seed, PlantedBug bug = PlantedBug::kNone, bool wants_trace = false);

}  // namespace penstock::simulation
