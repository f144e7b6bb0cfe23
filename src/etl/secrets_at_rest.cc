#include "etl/secrets_at_rest.h"

#include <functional>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "documents/database_record.h"
#include "etl/connection_sealing.h"
#include "etl/etl_record.h"

namespace penstock::etl {
namespace {

namespace json = boost::json;
using documents::WriteContext;

/// The stored connection strings of each kind, by name.
std::vector<json::object*> connection_strings_of(json::object& record) {
  std::vector<json::object*> all;
  for (const auto kind : kDestinationKinds) {
    auto* by_name = record.if_contains(connection_strings_member(kind));
    if (by_name != nullptr && by_name->is_object()) all.push_back(&by_name->get_object());
  }
  return all;
}

using ConnectionVisitor = std::function<Result<void>(json::object& connection)>;

Result<void> for_each_connection(json::object& record, const ConnectionVisitor& visit) {
  for (auto* by_name : connection_strings_of(record)) {
    for (auto& [name, connection] : *by_name) {
      if (connection.is_object()) TRY(visit(connection.get_object()));
    }
  }
  return {};
}

/// Writes the record if `change` says that it changed it.
Result<void> change_record(documents::Database& database,
                           const std::function<Result<bool>(json::object& record)>& change) {
  return database.write_and_wait([&](WriteContext& context) -> Result<void> {
    auto record = TRY(documents::parse_record(TRY(documents::read_record(context))));
    if (TRY(change(record))) TRY(documents::write_record(context, json::serialize(record)));
    return {};
  });
}

}  // namespace

Result<std::set<std::string>> keys_in_use(const documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  auto record = TRY(documents::parse_record(TRY(documents::read_record(snapshot))));
  std::set<std::string> keys;
  TRY(for_each_connection(record, [&](const json::object& connection) -> Result<void> {
    auto key = TRY(sealing_key_of(connection));
    if (!key.empty()) keys.insert(std::move(key));
    return {};
  }));
  return keys;
}

Result<bool> reseal(documents::Database& database, const security::MasterKeys& keys,
                    std::string_view sealed_for) {
  const auto& id = database.identity().id;
  const ConnectionSealing before(keys, sealed_for);
  const ConnectionSealing after(keys, id);
  bool is_changed = false;
  TRY(change_record(database, [&](json::object& record) -> Result<bool> {
    is_changed = false;
    TRY(for_each_connection(record, [&](json::object& connection) -> Result<void> {
      if (sealed_for == id && TRY(after.is_current(connection))) return {};
      connection = after.seal(TRY(before.open(connection)));
      is_changed = true;
      return {};
    }));
    return is_changed;
  }));
  return is_changed;
}

Result<bool> reseal(documents::Database& database, const security::MasterKeys& keys) {
  return reseal(database, keys, database.identity().id);
}

Result<std::vector<std::string>> remove_unreadable(documents::Database& database,
                                                   const security::MasterKeys& keys) {
  std::vector<std::string> removed;
  TRY(change_record(database, [&](json::object& record) -> Result<bool> {
    removed.clear();
    for (auto* by_name : connection_strings_of(record)) {
      for (auto entry = by_name->begin(); entry != by_name->end();) {
        const auto key = entry->value().is_object()
                             ? TRY(sealing_key_of(entry->value().get_object()))
                             : std::string();
        if (key.empty() || keys.has(key)) {
          ++entry;
        } else {
          removed.emplace_back(entry->key());
          entry = by_name->stable_erase(entry);
        }
      }
    }
    return !removed.empty();
  }));
  return removed;
}

}  // namespace penstock::etl
