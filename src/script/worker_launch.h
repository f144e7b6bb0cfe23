#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.h"

namespace penstock::script {

/// Starts `command` with `socket` and `page` as kWorkerSocket and kWorkerPage and no other
/// descriptor but standard error, in a process group of its own, with an environment that holds
/// nothing of ours but what sanitizers and the dynamic loader need. Errors: kUnavailable.
Result<pid_t> launch_worker(const std::vector<std::string>& command, int socket, int page);

}  // namespace penstock::script
