#include "api/smuggler/dump_record.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/database_record.h"
#include "api/etl_answers.h"
#include "api/feature_configuration.h"
#include "base/json.h"
#include "etl/secrets.h"
#include "etl/task_definition.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// Of this database or this node alone.
constexpr std::array<std::string_view, 4> kNotExported = {"Topology", "Etag", "DatabaseState",
                                                          "DeletionInProgress"};

/// What stands for a password that did not come with the dump: nothing connects with it, and it
/// says why.
constexpr std::string_view kMissingSecret = "not-in-the-dump";

std::string without_marks(std::string text) {
  for (std::size_t at = 0; (at = text.find(etl::kSecretMark, at)) != std::string::npos;) {
    text.replace(at, etl::kSecretMark.size(), kMissingSecret);
  }
  return text;
}

class RecordImport {
 public:
  RecordImport(etl::TaskStore& store, const security::Caller& caller, SmugglerReport& report)
      : store_(store), caller_(caller), report_(report) {}

  Result<void> import_connections(const json::object& by_name) {
    for (const auto& [name, value] : by_name) {
      const auto outcome = import_connection(value);
      if (!outcome) TRY(refused("connection string", name, outcome.error()));
    }
    return {};
  }

  Result<void> import_tasks(const json::array& tasks, std::string_view kind) {
    for (const auto& task : tasks) TRY(import_task(task, kind));
    return {};
  }

 private:
  Result<void> import_connection(const json::value& value) {
    if (!value.is_object()) return invalid_argument("it is not an object");
    auto connection = TRY(connection_of(caller_, value.get_object()));
    if (store_.put_connection_string(connection)) return {};
    // Perhaps for its mark, which means nothing where no password is stored.
    const bool is_marked = connection.connection_string.find(etl::kSecretMark) != std::string::npos;
    connection.connection_string = without_marks(std::move(connection.connection_string));
    TRY(store_.put_connection_string(connection));
    if (is_marked) {
      report_.tell(fmt::format(
          "Connection string '{}' came without its password, as dumps never hold one: set it.",
          connection.name));
    }
    return {};
  }

  Result<void> import_task(const json::value& value, std::string_view kind) {
    if (!value.is_object()) return invalid_argument("an ETL task is not an object");
    auto object = value.get_object();
    object["EtlType"] = kind;
    auto task = etl::TaskDefinition::parse(object);
    if (!task) return refused("ETL task", "", task.error());
    task->disabled = true;
    const auto added = store_.add(*task);
    if (!added) return refused("ETL task", task->name, added.error());
    report_.tell(
        fmt::format("ETL task '{}' arrived disabled: enable it where it is to run.", task->name));
    return {};
  }

  Result<void> refused(std::string_view what, std::string_view name, const Error& error) {
    if (error.code != ErrorCode::kInvalidArgument && error.code != ErrorCode::kConflict) {
      return error;
    }
    ++report_.of(DumpItem::kDatabaseRecord).errored;
    report_.tell(fmt::format("{} '{}' was not imported: {}", what, name, error.message));
    return {};
  }

  etl::TaskStore& store_;
  const security::Caller& caller_;
  SmugglerReport& report_;
};

const json::object* object_in(const json::object& record, std::string_view name) {
  const auto* member = record.if_contains(name);
  return member != nullptr ? member->if_object() : nullptr;
}

const json::array* array_in(const json::object& record, std::string_view name) {
  const auto* member = record.if_contains(name);
  return member != nullptr ? member->if_array() : nullptr;
}

}  // namespace

Result<std::string> export_record(const Services& services, const documents::Database& database,
                                  const DumpOptions& options) {
  if (!options.wants(DumpItem::kDatabaseRecord)) return std::string();
  json::object exported;
  for (auto& [name, value] : TRY(record_for_clients(services, database))) {
    const bool is_own =
        std::find(kNotExported.begin(), kNotExported.end(), name) != kNotExported.end();
    const bool is_of_a_type =
        is_feature(name) || name.ends_with("Etls") || name.ends_with("ConnectionStrings");
    if (!is_own && (!is_of_a_type || options.wants_record_member(name))) {
      exported[name] = std::move(value);
    }
  }
  return json::serialize(exported);
}

Result<void> import_record(Services& services, documents::Database& database,
                           const security::Caller& caller, const std::string& text,
                           const DumpOptions& options, SmugglerReport& report) {
  const auto parsed = TRY(parse_json(text));
  if (!parsed.is_object()) return invalid_argument("'DatabaseRecord' is not an object");
  json::object record;
  for (const auto& [name, value] : parsed.get_object()) {
    if (options.wants_record_member(name)) record[name] = value;
  }
  ++report.of(DumpItem::kDatabaseRecord).read;
  const auto features = features_of_record(record);
  if (features) {
    TRY(store_features(database, *features));
    services.sweep_configured();
  } else {
    ++report.of(DumpItem::kDatabaseRecord).errored;
    report.tell("The configuration was not imported: " + features.error().message);
  }
  const auto tasks = TRY(services.etl.of(database.identity().name));
  RecordImport import(tasks->store(), caller, report);
  for (const auto* name : {"RavenConnectionStrings", "SqlConnectionStrings"}) {
    if (const auto* found = object_in(record, name)) TRY(import.import_connections(*found));
  }
  if (const auto* found = array_in(record, "RavenEtls")) TRY(import.import_tasks(*found, "Raven"));
  if (const auto* found = array_in(record, "SqlEtls")) TRY(import.import_tasks(*found, "Sql"));
  return {};
}

}  // namespace penstock::api
