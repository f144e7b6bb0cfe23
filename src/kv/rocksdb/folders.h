#pragma once

#include <string>

#include <rocksdb/env.h>

#include "base/result.h"

namespace penstock::kv::rocksdb {

/// "." for a name without a folder.
std::string parent_of(const std::string& path);

/// Makes the folder if it is missing; its name is on disk when this returns. Errors: kUnavailable,
/// naming the folder.
Result<void> create_folder(::rocksdb::Env& env, const std::string& path);

/// Names made, changed and removed in the folder are on disk when this returns. Errors: as
/// create_folder().
Result<void> sync_folder(::rocksdb::Env& env, const std::string& path);

}  // namespace penstock::kv::rocksdb
