#pragma once

#include <string>
#include <vector>

#include "etl/etl_record.h"

namespace penstock::etl {

/// The tables that several enabled scripts of `task` load. One sentence each: such a task is
/// refused, since all of its scripts follow the same changes, and each deletes what the others have
/// loaded.
std::vector<std::string> find_contested_tables(const TaskDefinition& task);

/// That a table which `own` loads is loaded by other scripts too, of this task or of another with
/// the same destination. One sentence each; nothing is wrong with it as long as their documents are
/// not the same.
std::vector<std::string> find_shared_tables(const EtlRecord& record, const ScriptOfTask& own);

}  // namespace penstock::etl
