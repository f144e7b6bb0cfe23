#include "documents/data_check.h"

#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "documents/certificate_key_space.h"
#include "documents/database_directory.h"

namespace penstock::documents {
namespace {

/// Of the server, not of a database.
constexpr std::array<const char*, 2> kServerKeySpaces = {DatabaseDirectory::kKeySpace,
                                                         CertificateKeySpace::kKeySpace};

Result<CheckedStore> check_database(kv::EngineProvider& provider, const DatabaseEntry& entry,
                                    const ReportDatabaseDamage& report) {
  const auto engine = TRY(provider.open(entry.folder, /*create=*/false));
  const auto snapshot = TRY(engine->snapshot());
  return check_store(*snapshot, [&](const Damage& damage) { report(entry.name, damage); });
}

}  // namespace

Result<CheckedData> check_databases(kv::EngineProvider& provider,
                                    const ReportDatabaseDamage& report) {
  const auto directory = TRY(DatabaseDirectory::open(provider));
  CheckedData checked;
  const auto add_damage = [&](const std::string& database, const Damage& damage) {
    ++checked.damages;
    report(database, damage);
  };
  std::set<std::string> known(kServerKeySpaces.begin(), kServerKeySpaces.end());
  for (const auto& folder : TRY(directory.condemned())) known.insert(folder);
  for (const auto& entry : TRY(directory.entries())) {
    known.insert(entry.folder);
    ++checked.databases;
    const auto store = check_database(provider, entry, report);
    if (store) {
      checked.entries += store->entries;
      checked.damages += store->damages;
    } else {
      add_damage(entry.name, {.where = fmt::format("key space {}", entry.folder),
                              .what = store.error().message});
    }
  }
  for (const auto& folder : TRY(provider.list())) {
    if (known.contains(folder)) continue;
    add_damage("",
               {.where = fmt::format("key space {}", folder), .what = "it belongs to no database"});
  }
  return checked;
}

}  // namespace penstock::documents
