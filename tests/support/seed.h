#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace penstock::testing {

/// The seed of a random test: that of PENSTOCK_SEED, to repeat a run, else a new one. Printed.
inline std::uint32_t random_seed() {
  const char* given = std::getenv("PENSTOCK_SEED");
  const auto seed = given != nullptr ? static_cast<std::uint32_t>(std::stoul(given))
                                     : std::uint32_t{std::random_device{}()};
  ::testing::Test::RecordProperty("seed", std::to_string(seed));
  std::printf("[   SEED   ] PENSTOCK_SEED=%u\n", seed);
  return seed;
}

}  // namespace penstock::testing
