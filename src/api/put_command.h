#pragma once

#include <memory>

#include "api/batch_command.h"

namespace penstock::api {

/// "PUT": writes a document.
Result<std::unique_ptr<BatchCommand>> parse_put_command(const CommandMembers& members);

}  // namespace penstock::api
