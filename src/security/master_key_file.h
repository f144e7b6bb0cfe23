#pragma once

#include <string>

#include "base/result.h"
#include "security/master_keys.h"

// The file of the master keys: text, one key a line in base64, the newest first; blank lines and
// those that begin with "#" say nothing. `openssl rand -base64 32` makes such a line.
namespace penstock::security {

/// Errors: kNotFound if there is no such file; kInvalidArgument naming it if it cannot be read, is
/// readable by everybody, or holds something else.
Result<MasterKeys> read_master_keys(const std::string& file);

/// Makes the file, or replaces it as a whole: after a crash there is the one or the other. A new
/// one is for its owner only; one that was there keeps owner, group and mode. Errors: kUnavailable.
Result<void> write_master_keys(const std::string& file, const MasterKeys& keys);

}  // namespace penstock::security
