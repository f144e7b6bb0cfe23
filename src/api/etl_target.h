#pragma once

#include <string>

#include "api/batch_command.h"
#include "base/result.h"

namespace penstock::api {

/// The document that a command of an ETL process means: an id that ends in "/" stands for the
/// document that the last PUT of the batch made (protocol, section 15.4). Errors:
/// kInvalidArgument if there was none.
Result<std::string> etl_target(const std::string& id, const BatchRun& run);

}  // namespace penstock::api
