#include "simulation/simulation.h"

#include "simulation/trace.h"
#include "simulation/world.h"

namespace penstock::simulation {

Outcome simulate(std::uint64_t seed, PlantedBug bug, bool wants_trace) {
  Trace trace(wants_trace);
  World world(seed, bug, trace);
  for (int i = 0; i < kActions && world.violations().empty(); ++i) world.act();
  if (world.violations().empty()) world.settle();
  return {world.violations().all(), world.faults(), trace.take()};
}

}  // namespace penstock::simulation
