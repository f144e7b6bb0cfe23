#pragma once

#include <stop_token>

#include "base/result.h"
#include "etl/connection_string.h"
#include "http/client.h"

namespace penstock::etl::document {

/// Asks every server that `connection` names for its database, as a task would first, and changes
/// nothing there. Errors: that of the first one that does not answer well, with its URL; codes as
/// check_answer().
Result<void> test_connection(const ConnectionString& connection, http::Client& client,
                             const std::stop_token& stop);

}  // namespace penstock::etl::document
