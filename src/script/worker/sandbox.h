#pragma once

#include "base/result.h"

namespace penstock::script {

/// From here on this process, all its threads included, can compute and speak over the
/// descriptors it has, and nothing else: no file is opened, no socket made, no program started,
/// no other process touched. What is not allowed fails as if not permitted. For good.
/// Errors: kUnavailable if the system does not support it.
Result<void> enter_sandbox();

}  // namespace penstock::script
