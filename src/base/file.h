#pragma once

#include <string>

#include "base/result.h"

namespace penstock {

/// All bytes of a file that somebody named. Errors: kInvalidArgument: "cannot read the file PATH:
/// No such file or directory".
Result<std::string> read_file(const std::string& path);

}  // namespace penstock
