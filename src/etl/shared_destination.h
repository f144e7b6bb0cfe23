#pragma once

#include <vector>

#include "etl/etl_record.h"

namespace penstock::etl {

/// The other scripts of the record, disabled ones too, that deliver to the same destination as
/// `own`, as far as names and addresses tell.
std::vector<ScriptOfTask> find_others_at_destination(const EtlRecord& record,
                                                     const ScriptOfTask& own);

}  // namespace penstock::etl
