#pragma once

#include <string_view>

#include "etl/task_definition.h"

// Tasks that would feed themselves for ever: from a database into itself, into a collection that
// the script runs on.
namespace penstock::etl {

/// Whether two URLs are of one address, as far as they tell.
bool is_same_address(std::string_view left, std::string_view right);

/// Whether the script, if it delivered to its own database, would change what it runs on.
bool feeds_itself(const Transformation& transformation);

/// Whether a task of `source`, on the server that `own_url` reaches, delivers to itself and feeds
/// itself there, as far as names and addresses tell.
bool is_visible_loop(const TaskDefinition& task, const ConnectionString& connection,
                     std::string_view source, std::string_view own_url);

}  // namespace penstock::etl
