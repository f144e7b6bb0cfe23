#pragma once

#include <string>
#include <vector>

#include "etl/task_definition.h"

namespace penstock::etl {

/// Everything that is wrong with `task` taken by itself, one sentence each; empty if it is valid.
/// What depends on other tasks and on connection strings is checked by TaskStore. The JavaScript
/// is not parsed: a script that does not parse may be stored, and its process says so.
std::vector<std::string> find_problems(const TaskDefinition& task);

}  // namespace penstock::etl
