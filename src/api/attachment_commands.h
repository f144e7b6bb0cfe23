#pragma once

#include <memory>

#include "api/batch_command.h"

// The commands of a batch that change attachments (protocol, section 4.1).
namespace penstock::api {

Result<std::unique_ptr<BatchCommand>> parse_attachment_put(const CommandMembers& members);
Result<std::unique_ptr<BatchCommand>> parse_attachment_delete(const CommandMembers& members);
Result<std::unique_ptr<BatchCommand>> parse_attachment_copy(const CommandMembers& members);
Result<std::unique_ptr<BatchCommand>> parse_attachment_move(const CommandMembers& members);

}  // namespace penstock::api
