#include "etl/destination_view.h"

namespace penstock::etl {

std::string_view to_string(Drift drift) {
  switch (drift) {
    case Drift::kMissing: return "Missing";
    case Drift::kSurplus: return "Surplus";
    case Drift::kDifferent: return "Different";
    case Drift::kRefused: return "Refused";
  }
  return "Different";
}

Destination::~Destination() = default;

Result<std::vector<std::string>> Destination::missing_schema(
    std::span<const LoadBatch> /*samples*/, const std::stop_token& /*stop*/) const {
  return invalid_argument("only relational destinations have tables to be made");
}

Result<std::unique_ptr<DestinationView>> Destination::view(const std::stop_token& /*stop*/) const {
  return invalid_argument("only what relational destinations have can be verified");
}

}  // namespace penstock::etl
