#include "app/master_key_setup.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "documents/database_record.h"
#include "etl/secrets_at_rest.h"
#include "security/master_key_file.h"

namespace penstock::app {
namespace {

using Keys = std::set<std::string>;

Result<Keys> keys_in_use(documents::Databases& databases, const std::string& name) {
  const auto database = TRY(databases.find(name));
  return etl::keys_in_use(*database);
}

/// Of all databases.
Keys keys_in_use(documents::Databases& databases) {
  Keys all;
  for (const auto& entry : databases.list()) {
    auto keys = keys_in_use(databases, entry.name);
    if (keys) {
      all.merge(*keys);
    } else {
      log_warning("nobody knows which master key database '{}' needs: {}", entry.name,
                  keys.error().message);
    }
  }
  return all;
}

Error missing(const std::string& key, const std::string& file, bool is_there) {
  return {ErrorCode::kForbidden,
          fmt::format("passwords of connection strings are sealed with the master key {}, {} {}",
                      key, is_there ? "which is not in" : "and there is no file", file)};
}

Result<void> reseal(documents::Databases& databases, const documents::DatabaseEntry& entry,
                    const security::MasterKeys& keys, const Rewriting& rewrite) {
  const auto database = TRY(databases.find(entry.name));
  if (!TRY(etl::reseal(*database, keys))) return {};
  TRY(rewrite(entry.folder, documents::record_range()));
  log_info("the connection strings of database '{}' are sealed with the master key {}", entry.name,
           keys.newest().id());
  return {};
}

}  // namespace

std::string master_key_file(const std::string& file, const std::string& data_dir) {
  return file.empty() ? data_dir + "/master.key" : file;
}

Result<security::MasterKeys> read_or_make_master_keys(const std::string& file,
                                                      const std::set<std::string>& needed) {
  auto keys = security::read_master_keys(file);
  const bool is_there = keys || keys.error().code != ErrorCode::kNotFound;
  if (!keys && is_there) return keys;
  for (const auto& key : needed) {
    if (!keys || !keys->has(key)) return missing(key, file, is_there);
  }
  if (keys) return keys;
  auto made = security::MasterKeys::make();
  TRY(security::write_master_keys(file, made));
  log_info("new master key {} in {}: keep a copy, but not with the backups", made.newest().id(),
           file);
  return made;
}

Result<security::MasterKeys> advise_on_missing_key(Result<security::MasterKeys> result,
                                                   std::string_view advice) {
  if (result || result.error().code != ErrorCode::kForbidden) return result;
  return Error{ErrorCode::kForbidden, fmt::format("{}. {}", result.error().message, advice)};
}

Result<security::MasterKeys> open_master_keys(const std::string& file,
                                              documents::Databases& databases) {
  return advise_on_missing_key(
      read_or_make_master_keys(file, keys_in_use(databases)),
      "Put the right file there, or name it with --master-key-file. If it is lost, "
      "`penstock master-key reset` removes these connection strings, to be given again; nothing "
      "else is lost");
}

bool reseal_all(documents::Databases& databases, const security::MasterKeys& keys,
                const Rewriting& rewrite) {
  bool is_whole = true;
  for (const auto& entry : databases.list()) {
    const auto resealed = reseal(databases, entry, keys, rewrite);
    if (resealed) continue;
    is_whole = false;
    log_warning("the connection strings of database '{}' may keep their old seals: {}", entry.name,
                resealed.error().message);
  }
  return is_whole;
}

}  // namespace penstock::app
