#pragma once

#include <memory>

#include "api/batch_command.h"

namespace penstock::api {

/// "Counters": counts for one document.
Result<std::unique_ptr<BatchCommand>> parse_counters_command(const CommandMembers& members);

}  // namespace penstock::api
