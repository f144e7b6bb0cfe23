#include "simulation/planted_bugs.h"

#include <algorithm>

namespace penstock::simulation {

std::optional<PlantedBug> find_planted_bug(std::string_view name) {
  const auto found = std::ranges::find(kPlantedBugs, name, &PlantedBugEntry::name);
  if (found == kPlantedBugs.end()) return std::nullopt;
  return found->bug;
}

}  // namespace penstock::simulation
