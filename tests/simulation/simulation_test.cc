#include "simulation/simulation.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

namespace penstock::simulation {
namespace {

constexpr std::uint64_t kSeeds = 1000;

std::string describe(const Outcome& outcome) {
  std::string text;
  for (const auto& violation : outcome.violations) {
    text.append(to_string(violation.invariant)).append(": ").append(violation.details).append("\n");
  }
  return text;
}

class SimulationTest : public ::testing::Test {
 protected:
  // Faults are what this is about: their warnings would hide what the tests have to say.
  void SetUp() override { spdlog::set_level(spdlog::level::off); }
  void TearDown() override { spdlog::set_level(spdlog::level::info); }
};

TEST_F(SimulationTest, WhatIsPromisedHoldsWhateverFails) {
  FaultCounts faults;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto outcome = simulate(seed);
    EXPECT_TRUE(outcome.violations.empty()) << "seed " << seed << "\n" << describe(outcome);
    faults += outcome.faults;
  }
  for (std::size_t i = 0; i < kFaultNames.size(); ++i) {
    EXPECT_GT(faults.each()[i], kSeeds / 20) << "there was hardly " << kFaultNames[i];
  }
}

TEST_F(SimulationTest, ASeedRepeatsItself) {
  const auto first = simulate(7, PlantedBug::kNone, /*wants_trace=*/true);
  const auto second = simulate(7, PlantedBug::kNone, /*wants_trace=*/true);
  const auto other = simulate(8, PlantedBug::kNone, /*wants_trace=*/true);

  EXPECT_GT(first.trace.size(), static_cast<std::size_t>(kActions) / 2);
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_NE(first.trace, other.trace);
}

/// Finds the bug, or the simulation is not good enough.
class PlantedBugTest : public SimulationTest,
                       public ::testing::WithParamInterface<PlantedBugEntry> {};

TEST_P(PlantedBugTest, IsFound) {
  const auto& [bug, name, what, seeds_max] = GetParam();
  for (std::uint64_t seed = 1; seed <= seeds_max; ++seed) {
    if (!simulate(seed, bug).violations.empty()) return;
  }
  FAIL() << what << ": not found by " << seeds_max << " seeds";
}

INSTANTIATE_TEST_SUITE_P(All, PlantedBugTest, ::testing::ValuesIn(kPlantedBugs),
                         [](const auto& parameters) {
                           std::string name(parameters.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace penstock::simulation
