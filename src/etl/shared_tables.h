#pragma once

#include <string>
#include <vector>

#include "etl/etl_record.h"
#include "etl/task_definition.h"

namespace penstock::etl {

/// That a table which `transformation` of `task` loads is loaded by others too, through the same
/// connection string: scripts of other tasks, and of this one. One sentence each; nothing is
/// wrong with it as long as their documents are not the same.
std::vector<std::string> find_shared_tables(const EtlRecord& record, const TaskDefinition& task,
                                            const Transformation& transformation);

}  // namespace penstock::etl
