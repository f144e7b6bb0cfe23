#pragma once

#include <string_view>

#include "base/result.h"

namespace penstock::kv {

/// Whether `name` can name a key space: one path segment of [a-z0-9._-], not "." or "..", and at
/// most 200 bytes. Errors: kInvalidArgument, with the name.
Result<void> check_key_space_name(std::string_view name);

}  // namespace penstock::kv
