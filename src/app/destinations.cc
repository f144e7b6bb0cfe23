#include "app/destinations.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "etl/change_source.h"
#include "etl/document/connection_test.h"
#include "etl/document/document_destination.h"
#include "etl/document/registration_hint.h"
#include "etl/loops.h"
#include "etl/sql/sql_destination.h"
#include "script/discovery.h"

namespace penstock::app {
namespace {

using DestinationResult = Result<std::unique_ptr<etl::Destination>>;

std::string thumbprint_of(const http::ClientTls& tls) {
  const auto identity = tls.identity ? tls.identity() : nullptr;
  return identity ? identity->certificate().thumbprint() : "";
}

/// To the servers that `connection` names.
std::unique_ptr<http::Client> client_for(const etl::ConnectionString& connection,
                                         http::ClientTls tls) {
  tls.public_key_pin = connection.server_public_key_pin;
  if (!connection.may_reach_own_server) {
    tls.own_key_refusal = fmt::format(
        "This is the server itself, or one that has its key, and takes its deliveries for an "
        "administrator's. Let the connection string be saved by somebody who may write to "
        "database '{}' here.",
        connection.database);
  }
  auto client = std::make_unique<http::CurlClient>(tls);
  return std::make_unique<etl::document::RegistrationHint>(
      std::move(client), [tls] { return thumbprint_of(tls); }, connection.database);
}

DestinationResult document_destination(const etl::DestinationRequest& request,
                                       const http::ClientTls& tls) {
  etl::document::DocumentDestinationOptions options{
      .urls = request.connection.topology_discovery_urls,
      .database = request.connection.database,
      .rules = etl::document::command_rules(request.transformation),
      .collections = etl::tracked_collections(request.transformation)};
  options.feeds_itself = etl::feeds_itself(request.transformation);
  if (const auto seconds = request.task.load_request_timeout_s) {
    options.request_timeout = std::chrono::seconds{*seconds};
  }
  return std::make_unique<etl::document::DocumentDestination>(
      std::move(options), client_for(request.connection, tls), request.source, request.errors,
      client_for(request.connection, tls));
}

DestinationResult sql_destination(const etl::DestinationRequest& request,
                                  const etl::sql::SqlOptions& options, Clock& clock) {
  return TRY(etl::sql::SqlDestination::make(
      etl::sql::SqlConfiguration::of(request.task, request.connection, options),
      script::discover_targets(request.transformation.script), request.errors, clock,
      etl::SourceCheckpoint(request.source)));
}

}  // namespace

etl::DestinationFactory destination_factory(DestinationSettings settings, Clock& clock) {
  return [settings = std::move(settings),
          &clock](const etl::DestinationRequest& request) -> DestinationResult {
    switch (request.task.kind) {
      case etl::DestinationKind::kRaven: return document_destination(request, settings.tls);
      case etl::DestinationKind::kSql: return sql_destination(request, settings.sql, clock);
    }
    return Error{ErrorCode::kInternal, "a kind of destination that nobody makes"};
  };
}

Result<void> test_connection(const etl::ConnectionString& connection,
                             const DestinationSettings& settings, Clock& clock) {
  if (connection.kind == etl::DestinationKind::kSql) {
    return etl::sql::test_connection(connection.factory_name, connection.connection_string,
                                     settings.sql, clock, {});
  }
  return etl::document::test_connection(connection, *client_for(connection, settings.tls), {});
}

}  // namespace penstock::app
