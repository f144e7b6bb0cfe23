#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace penstock::etl::sql {

/// The file that `Data Source=FILE` means: a relative one lies in `folder`, an absolute one must
/// lie within it, where symbolic links lead counting. Touches nothing on disk.
/// Errors: kInvalidArgument.
Result<std::filesystem::path> sqlite_file(const std::string& connection_string,
                                          const std::filesystem::path& folder);

}  // namespace penstock::etl::sql
