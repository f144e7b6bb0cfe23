#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace penstock::etl {

enum class Health : std::uint8_t { kHealthy, kImpaired, kDisrupted, kFailed };
/// "Healthy", ...
std::string_view to_string(Health health);

/// How much of what a process did lately failed: a mean in which the last batch weighs as much as
/// all before it, so that one bad batch shows and a few good ones make up for it. Confined to one
/// thread.
class HealthMeter {
 public:
  static constexpr double kLastBatchWeight = 0.5;
  static constexpr double kImpairedAbove = 0.1;
  static constexpr double kDisruptedAbove = 0.5;
  static constexpr double kFailedAbove = 0.9;

  /// The end of a batch; one that failed as a whole has errors only. Of nothing, nothing is learnt.
  void add(std::size_t errors, std::size_t successes);

  double error_ratio() const { return error_ratio_; }
  Health health() const;

 private:
  double error_ratio_ = 0;
};

}  // namespace penstock::etl
