#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace penstock::simulation {

/// All that is random in a simulation, from one seed: the same calls get the same answers on every
/// machine. Confined to one thread.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  /// From 0 to `count` - 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace penstock::simulation
