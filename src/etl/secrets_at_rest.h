#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "security/master_keys.h"

// The connection strings that a database keeps sealed, when the keys change. Each function is one
// transaction at most. Errors of all: those of the database; kCorruption.
namespace penstock::etl {

/// The ids of the keys that they are sealed with.
Result<std::set<std::string>> keys_in_use(const documents::Database& database);

/// Seals with the newest key what is sealed with another, or not at all, since it was stored before
/// there were keys. `sealed_for` is the id of the database that it was stored in, if this is a
/// copy. Returns whether there was something to do. Errors: kForbidden if a key is missing.
Result<bool> reseal(documents::Database& database, const security::MasterKeys& keys,
                    std::string_view sealed_for);
Result<bool> reseal(documents::Database& database, const security::MasterKeys& keys);

/// Removes those whose key is none of `keys`: what they said is lost. Returns their names.
Result<std::vector<std::string>> remove_unreadable(documents::Database& database,
                                                   const security::MasterKeys& keys);

}  // namespace penstock::etl
