#include "documents/database_backup.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/json_member.h"
#include "base/wire_time.h"

// The description of a backup, kept with it:
//   {"Database":"shop","Id":"00112233-…","Created":"2024-01-01T10:00:00.0000000Z"}
// Golden text: tests/unit/documents/database_backups_test.cc.
namespace penstock::documents {

namespace json = boost::json;

std::string describe_database(const DatabaseEntry& database) {
  return json::serialize(json::object{{"Database", database.name},
                                      {"Id", database.id},
                                      {"Created", format_wire_time(database.created)}});
}

Result<DatabaseBackup> DatabaseBackup::of(const kv::Backup& backup) {
  DatabaseBackup found{.number = backup.number,
                       .made = backup.made,
                       .bytes = backup.bytes,
                       .database = {},
                       .damage = backup.damage};
  if (!backup.damage.empty()) return found;
  const auto described = parse_json(backup.description);
  const auto object =
      described && described->is_object() ? described->get_object() : json::object();
  const auto created = parse_wire_time(string_member(object, "Created"));
  found.database = {.name = std::string(string_member(object, "Database")),
                    .id = std::string(string_member(object, "Id")),
                    .folder = {},
                    .created = created.value_or(WallTime{})};
  if (found.database.name.empty() || found.database.id.empty() || !created) {
    return corruption(fmt::format("backup {} is none of a database of Penstock", backup.number));
  }
  return found;
}

Result<std::vector<DatabaseBackup>> DatabaseBackup::of_all(const std::vector<kv::Backup>& backups) {
  std::vector<DatabaseBackup> all;
  all.reserve(backups.size());
  for (const auto& backup : backups) all.push_back(TRY(of(backup)));
  return all;
}

}  // namespace penstock::documents
