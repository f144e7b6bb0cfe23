#pragma once

#include "api/batch_command.h"

namespace penstock::api {

/// "PATCH": a script over one document.
Result<std::unique_ptr<BatchCommand>> parse_patch_command(const CommandMembers& members);

/// "BatchPATCH": the same script over several.
Result<std::unique_ptr<BatchCommand>> parse_batch_patch_command(const CommandMembers& members);

}  // namespace penstock::api
