#pragma once

#include <cstddef>
#include <memory>

#include "api/batch_command.h"

namespace penstock::api {

/// One delete by prefix takes at most this many documents in its transaction.
inline constexpr std::size_t kPrefixDeletesMax = 10'000;

/// "DELETE": removes a document, or with "IdPrefixed" all whose ids start with its "Id".
Result<std::unique_ptr<BatchCommand>> parse_delete_command(const CommandMembers& members);

}  // namespace penstock::api
