#include "etl/health.h"

namespace penstock::etl {

std::string_view to_string(Health health) {
  switch (health) {
    case Health::kHealthy: return "Healthy";
    case Health::kImpaired: return "Impaired";
    case Health::kDisrupted: return "Disrupted";
    case Health::kFailed: return "Failed";
  }
  return "Unknown";
}

void HealthMeter::add(std::size_t errors, std::size_t successes) {
  if (errors + successes == 0) return;
  const double ratio = static_cast<double>(errors) / static_cast<double>(errors + successes);
  error_ratio_ += kLastBatchWeight * (ratio - error_ratio_);
}

Health HealthMeter::health() const {
  if (error_ratio_ > kFailedAbove) return Health::kFailed;
  if (error_ratio_ > kDisruptedAbove) return Health::kDisrupted;
  return error_ratio_ > kImpairedAbove ? Health::kImpaired : Health::kHealthy;
}

}  // namespace penstock::etl
