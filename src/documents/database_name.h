#pragma once

#include <string_view>

#include "base/result.h"

namespace penstock::documents {

/// Whether a database may have that name. Errors: kInvalidArgument if it is empty, longer than
/// kDatabaseNameBytesMax, holds other than ASCII letters, digits, '-', '_' and '.', or nothing but
/// dots.
Result<void> check_database_name(std::string_view name);

}  // namespace penstock::documents
