#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "etl/running_process.h"

namespace penstock::etl {

/// Documents of each end of the change feed that are looked at.
inline constexpr std::size_t kSampledDocumentsMax = 1000;

/// What Destination::missing_schema() says of a script, for what it makes of the oldest and the
/// newest documents. Nothing is delivered. Errors: those of BatchBuilder::build() and of the
/// destination.
Result<std::vector<std::string>> missing_schema_of(const ProcessBlueprint& blueprint,
                                                   const ProcessSurroundings& surroundings,
                                                   const std::stop_token& stop);

}  // namespace penstock::etl
