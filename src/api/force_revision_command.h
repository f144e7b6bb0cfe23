#pragma once

#include <memory>

#include "api/batch_command.h"

namespace penstock::api {

/// "ForceRevisionCreation": keeps the present version of a document.
Result<std::unique_ptr<BatchCommand>> parse_force_revision_command(const CommandMembers& members);

}  // namespace penstock::api
