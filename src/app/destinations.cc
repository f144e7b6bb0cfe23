#include "app/destinations.h"

#include <memory>
#include <utility>

#include "etl/change_source.h"
#include "etl/document/document_destination.h"
#include "etl/loops.h"
#include "etl/sql/sql_destination.h"
#include "http/curl_client.h"
#include "script/discovery.h"

namespace penstock::app {
namespace {

using DestinationResult = Result<std::unique_ptr<etl::Destination>>;

DestinationResult document_destination(const etl::DestinationRequest& request) {
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
      std::move(options), std::make_unique<http::CurlClient>(), request.source, request.errors);
}

DestinationResult sql_destination(const etl::DestinationRequest& request,
                                  const std::string& sqlite_folder, Clock& clock) {
  return TRY(etl::sql::SqlDestination::make(
      etl::sql::SqlConfiguration::of(request.task, request.connection,
                                     {.sqlite_folder = sqlite_folder}),
      script::discover_targets(request.transformation.script), request.errors, clock));
}

}  // namespace

etl::DestinationFactory destination_factory(std::string sqlite_folder, Clock& clock) {
  return [folder = std::move(sqlite_folder),
          &clock](const etl::DestinationRequest& request) -> DestinationResult {
    switch (request.task.kind) {
      case etl::DestinationKind::kRaven: return document_destination(request);
      case etl::DestinationKind::kSql: return sql_destination(request, folder, clock);
    }
    return Error{ErrorCode::kInternal, "a kind of destination that nobody makes"};
  };
}

}  // namespace penstock::app
