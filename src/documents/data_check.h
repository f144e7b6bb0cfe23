#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "documents/store_check.h"
#include "kv/engine.h"

namespace penstock::documents {

/// What a check of all databases has looked at.
struct CheckedData {
  std::uint64_t databases = 0;
  std::uint64_t entries = 0;
  std::uint64_t damages = 0;
};

/// Given the name of a database and one thing that is wrong with it; "" for what is wrong with the
/// list of databases.
using ReportDatabaseDamage = std::function<void(const std::string& database, const Damage& damage)>;

/// Checks the databases of a data folder, one after the other, with check_store(). A database that
/// cannot be opened or read to its end is reported and the others are checked. Errors: those of
/// the list of databases.
Result<CheckedData> check_databases(kv::EngineProvider& provider,
                                    const ReportDatabaseDamage& report);

}  // namespace penstock::documents
