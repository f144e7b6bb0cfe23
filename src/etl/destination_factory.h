#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "documents/database.h"
#include "etl/connection_string.h"
#include "etl/destination.h"
#include "etl/task_definition.h"

namespace penstock::etl {

/// What a destination is made from. `task`, `transformation` and `connection` are valid during
/// the call, `source` and `errors` as long as the destination.
struct DestinationRequest {
  const TaskDefinition& task;
  const Transformation& transformation;
  const ConnectionString& connection;
  documents::Database& source;
  ErrorSink& errors;
};

/// Makes the destination of a process; app/ knows the kinds. Connects to nothing yet. May be
/// called from any thread. Errors: kInvalidArgument, without secrets, if the connection string
/// cannot be used.
using DestinationFactory =
    std::function<Result<std::unique_ptr<Destination>>(const DestinationRequest&)>;

}  // namespace penstock::etl
