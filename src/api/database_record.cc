#include "api/database_record.h"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include "api/feature_configuration.h"
#include "base/random_id.h"
#include "documents/database_record.h"
#include "etl/etl_record.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// Members of a new record that are understood, or that one node has no use for.
constexpr std::array<std::string_view, 4> kUnderstood = {"DatabaseName", "Topology",
                                                         "DatabaseState", "Etag"};

/// Always empty here; clients expect to find them.
constexpr std::array<std::string_view, 8> kEmptyObjects = {"Settings",
                                                           "Indexes",
                                                           "AutoIndexes",
                                                           "DeletionInProgress",
                                                           "OlapConnectionStrings",
                                                           "ElasticSearchConnectionStrings",
                                                           "QueueConnectionStrings",
                                                           "SnowflakeConnectionStrings"};
constexpr std::array<std::string_view, 9> kEmptyArrays = {"OlapEtls",
                                                          "ElasticSearchEtls",
                                                          "QueueEtls",
                                                          "SnowflakeEtls",
                                                          "QueueSinks",
                                                          "PeriodicBackups",
                                                          "ExternalReplications",
                                                          "SinkPullReplications",
                                                          "HubPullReplications"};

bool asks_for_nothing(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return true;
    case json::kind::bool_: return !value.get_bool();
    case json::kind::string: return value.get_string().empty();
    case json::kind::object: return value.get_object().empty();
    case json::kind::array: return value.get_array().empty();
    default: return false;
  }
}

void add_etl(const etl::EtlRecord& etl, json::object& record) {
  json::object connections[2];
  json::array tasks[2];
  for (const auto& connection : etl.connection_strings) {
    connections[static_cast<int>(connection.kind)][connection.name] = connection.to_masked_json();
  }
  for (const auto& task : etl.tasks) {
    tasks[static_cast<int>(task.kind)].push_back(task.to_configuration_json());
  }
  record["RavenConnectionStrings"] = std::move(connections[0]);
  record["SqlConnectionStrings"] = std::move(connections[1]);
  record["RavenEtls"] = std::move(tasks[0]);
  record["SqlEtls"] = std::move(tasks[1]);
}

}  // namespace

Result<json::object> record_for_clients(const Services& services,
                                        const documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const auto stored = TRY(documents::read_record(snapshot));
  json::object record = {{"DatabaseName", database.identity().name},
                         {"Disabled", false},
                         {"Encrypted", false},
                         {"DatabaseState", "Normal"},
                         {"Etag", stored.index},
                         {"Topology", topology_of_record(services, database)}};
  for (const auto name : kEmptyObjects) record[name] = json::object();
  for (const auto name : kEmptyArrays) record[name] = json::array();
  TRY(show_features(snapshot, record));
  add_etl(TRY(TRY(services.etl.of(database.identity().name))->store().read()), record);
  return record;
}

json::object topology_of_record(const Services& services, const documents::Database& database) {
  const auto id = guid_to_base64(database.identity().id).value_or("");
  return {{"Members", json::array{services.node_tag}},
          {"Promotables", json::array()},
          {"Rehabs", json::array()},
          {"PredefinedMentors", json::object()},
          {"DemotionReasons", json::object()},
          {"PromotablesStatus", json::object()},
          {"Stamp", json::object{{"Index", 1}, {"LeadersTicks", 1}, {"Term", 1}}},
          {"DynamicNodesDistribution", false},
          {"ReplicationFactor", 1},
          {"PriorityOrder", json::array()},
          {"NodesModifiedAt", format_wire_time(services.clock.now())},
          {"DatabaseTopologyIdBase64", id},
          {"ClusterTransactionIdBase64", id}};
}

std::optional<std::string> unsupported_member(const json::object& record) {
  for (const auto& [name, value] : record) {
    const bool is_understood = std::find(kUnderstood.begin(), kUnderstood.end(),
                                         std::string_view(name)) != kUnderstood.end() ||
                               is_feature(name);
    if (!is_understood && !asks_for_nothing(value)) return std::string(name);
  }
  return std::nullopt;
}

}  // namespace penstock::api
