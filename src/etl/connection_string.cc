#include "etl/connection_string.h"

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "base/sha256.h"
#include "base/text.h"
#include "etl/member_reader.h"
#include "etl/secrets.h"

namespace penstock::etl {
namespace {

namespace json = boost::json;

constexpr std::string_view kMayReachOwnServer = "MayReachOwnServer";

struct KindNames {
  DestinationKind kind;
  std::string_view name;
  std::string_view task_type;
};
constexpr KindNames kKinds[] = {{DestinationKind::kRaven, "Raven", "RavenEtl"},
                                {DestinationKind::kSql, "Sql", "SqlEtl"}};

const KindNames& names_of(DestinationKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

bool is_http_url(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

void check_raven(const ConnectionString& connection, std::vector<std::string>& problems) {
  if (connection.database.empty()) problems.emplace_back("'Database' must not be empty");
  if (connection.topology_discovery_urls.empty()) {
    problems.emplace_back("'TopologyDiscoveryUrls' must name at least one URL");
  }
  for (const auto& url : connection.topology_discovery_urls) {
    if (url.find('@') != std::string::npos) {
      problems.emplace_back("'TopologyDiscoveryUrls' must not carry user names or passwords");
    } else if (!is_http_url(url)) {
      problems.push_back(fmt::format("'{}' is not an http or https URL", url));
    }
  }
}

void check_pin(const ConnectionString& connection, std::vector<std::string>& problems) {
  const auto& pin = connection.server_public_key_pin;
  if (pin.empty()) return;
  const auto hash = from_base64(pin);
  if (!hash || hash->size() != Sha256::kBytes) {
    problems.emplace_back("'ServerPublicKeyPin' must be the SHA-256 of a public key in base64");
  }
  for (const auto& url : connection.topology_discovery_urls) {
    if (!url.starts_with("https://")) {
      problems.push_back(fmt::format("'{}' has no key for 'ServerPublicKeyPin': use https", url));
    }
  }
}

void check_sql(const ConnectionString& connection, std::vector<std::string>& problems) {
  if (connection.factory_name.empty()) problems.emplace_back("'FactoryName' must not be empty");
  if (connection.connection_string.empty()) {
    problems.emplace_back("'ConnectionString' must not be empty");
  } else if (connection.connection_string.size() > kConnectionStringBytesMax) {
    problems.push_back(
        fmt::format("'ConnectionString' is over {} bytes", kConnectionStringBytesMax));
  }
}

}  // namespace

std::string_view to_string(DestinationKind kind) { return names_of(kind).name; }

std::optional<DestinationKind> destination_kind_from(std::string_view text) {
  for (const auto& names : kKinds) {
    if (equal_ignoring_case(names.name, text)) return names.kind;
  }
  return std::nullopt;
}

std::string_view task_type(DestinationKind kind) { return names_of(kind).task_type; }

std::optional<DestinationKind> destination_kind_from_task_type(std::string_view text) {
  for (const auto& names : kKinds) {
    if (equal_ignoring_case(names.task_type, text)) return names.kind;
  }
  return std::nullopt;
}

Result<ConnectionString> ConnectionString::parse(const json::object& json) {
  std::vector<std::string> problems;
  MemberReader members(json, "", problems);
  const auto type = members.text("Type");
  const auto kind = destination_kind_from(type);
  if (!kind) {
    return invalid_argument(fmt::format(
        "connection strings of type '{}' are not supported; use 'Raven' or 'Sql'", type));
  }
  ConnectionString connection;
  connection.name = members.text("Name");
  connection.kind = *kind;
  if (connection.name.empty()) problems.emplace_back("'Name' must not be empty");
  if (*kind == DestinationKind::kRaven) {
    connection.database = members.text("Database");
    connection.topology_discovery_urls = members.texts("TopologyDiscoveryUrls");
    connection.server_public_key_pin = members.text("ServerPublicKeyPin");
    check_raven(connection, problems);
    check_pin(connection, problems);
  } else {
    connection.factory_name = members.text("FactoryName");
    connection.connection_string = members.text("ConnectionString");
    check_sql(connection, problems);
  }
  if (!problems.empty()) return problems_error("the connection string", problems);
  return connection;
}

Result<ConnectionString> ConnectionString::from_record_json(const json::object& json) {
  auto connection = TRY(parse(json));
  const auto* reach = json.if_contains(kMayReachOwnServer);
  connection.may_reach_own_server = reach != nullptr && *reach == json::value(true);
  return connection;
}

json::object ConnectionString::to_record_json() const {
  json::object json{{"Name", name}, {"Type", to_string(kind)}};
  if (kind == DestinationKind::kRaven) {
    json["Database"] = database;
    json["TopologyDiscoveryUrls"] =
        json::array(topology_discovery_urls.begin(), topology_discovery_urls.end());
    if (!server_public_key_pin.empty()) json["ServerPublicKeyPin"] = server_public_key_pin;
    if (may_reach_own_server) json[kMayReachOwnServer] = true;
  } else {
    json["FactoryName"] = factory_name;
    json["ConnectionString"] = connection_string;
  }
  return json;
}

json::object ConnectionString::to_masked_json() const {
  auto masked = *this;
  masked.connection_string = mask_secrets(connection_string);
  masked.may_reach_own_server = false;
  return masked.to_record_json();
}

}  // namespace penstock::etl
