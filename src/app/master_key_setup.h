#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/database_registry.h"
#include "kv/engine.h"
#include "security/master_keys.h"

// The master keys of a data folder: that they fit what is sealed in it.
namespace penstock::app {

/// The file of the keys: `file`, or the one in the data folder if that is empty.
std::string master_key_file(const std::string& file, const std::string& data_dir);

/// Reads the keys and sees that they open all connection strings of `databases`; makes a file with
/// a new key where there is none and nothing is sealed yet. A database that does not open is left
/// out, with a warning. Errors: kForbidden if a key is missing, with what to do; those of
/// read_master_keys() and write_master_keys().
Result<security::MasterKeys> open_master_keys(const std::string& file,
                                              documents::Databases& databases);

/// Reads the keys, or makes a file with a new one if `needed`, their ids, are none. Errors:
/// kForbidden if one of `needed` is missing; those of read_master_keys() and write_master_keys().
Result<security::MasterKeys> read_or_make_master_keys(const std::string& file,
                                                      const std::set<std::string>& needed);

/// `result` with a sentence behind its message if a key is missing.
Result<security::MasterKeys> advise_on_missing_key(Result<security::MasterKeys> result,
                                                   std::string_view advice);

/// Rewrites a part of a key space, so that nothing that was replaced there stays on disk.
using Rewriting = std::function<Result<void>(const std::string& key_space, const kv::Range& range)>;

/// Seals with the newest key what is sealed with an older one, or not at all. One that does not
/// open is left out, with a warning. Returns whether there was none.
bool reseal_all(documents::Databases& databases, const security::MasterKeys& keys,
                const Rewriting& rewrite);

}  // namespace penstock::app
