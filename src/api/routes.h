#pragma once

#include <functional>
#include <optional>

#include "api/services.h"
#include "http/root_handler.h"
#include "http/router.h"

// All endpoints. Each area adds its own:
//
//   http::Router router(identification);
//   api::register_routes(router, services);
//   http::Server::open({..., .common_headers = api::common_headers()}, clock,
//                      api::make_handler(router, services.metrics));
namespace penstock::api {

using security::Permission;

/// `services` is kept by reference and must outlive the router.
void register_routes(http::Router& router, Services& services);

void register_about_routes(http::Router& router, Services& services);
/// `registry` and `clock` must outlive the router.
void register_certificate_routes(http::Router& router, security::CertificateRegistry& registry,
                                 const Clock& clock);
void register_topology_routes(http::Router& router, Services& services);
void register_database_routes(http::Router& router, Services& services);
void register_backup_routes(http::Router& router, Services& services);
void register_statistics_routes(http::Router& router, Services& services);
void register_document_routes(http::Router& router, Services& services);
void register_attachment_routes(http::Router& router, Services& services);
void register_batch_routes(http::Router& router, Services& services);
void register_counter_routes(http::Router& router, Services& services);
void register_revision_routes(http::Router& router, Services& services);
void register_revision_enforcement_routes(http::Router& router, Services& services);
void register_expiration_routes(http::Router& router, Services& services);
void register_time_series_routes(http::Router& router, Services& services);
void register_hilo_routes(http::Router& router, Services& services);
void register_patch_routes(http::Router& router, Services& services);
void register_smuggler_routes(http::Router& router, Services& services);
void register_query_routes(http::Router& router, Services& services);
void register_multi_get_routes(http::Router& router, Services& services);
void register_stream_routes(http::Router& router, Services& services);
void register_query_operation_routes(http::Router& router, Services& services);
void register_bulk_insert_routes(http::Router& router, Services& services);
void register_operation_routes(http::Router& router, Services& services);
void register_changes_routes(http::Router& router, Services& services);
void register_compare_exchange_routes(http::Router& router, Services& services);
void register_identity_routes(http::Router& router, Services& services);
void register_connection_string_routes(http::Router& router, Services& services);
void register_etl_task_routes(http::Router& router, Services& services);
void register_etl_overview_routes(http::Router& router, Services& services);
void register_etl_statistics_routes(http::Router& router, Services& services);
void register_etl_error_routes(http::Router& router, Services& services);
void register_etl_checkpoint_routes(http::Router& router, Services& services);
void register_etl_dry_run_routes(http::Router& router, Services& services);
void register_etl_verification_routes(http::Router& router, Services& services);
void register_etl_trace_routes(http::Router& router, Services& services);
void register_etl_test_routes(http::Router& router, Services& services);
void register_notification_routes(http::Router& router, Services& services);
void register_tombstone_routes(http::Router& router, Services& services);

/// Headers for every answer of the server.
http::Fields common_headers();

/// Sends requests through `router`, those that repeat a command only once, and counts them. Both
/// must outlive the handler.
http::RootHandler make_handler(const http::Router& router, Metrics& metrics);

/// The same for ServerOptions::refuse and ServerOptions::answer_at_once.
std::function<std::optional<http::Response>(http::Request&)> make_refusal(
    const http::Router& router, Metrics& metrics);
std::function<std::optional<http::Response>(http::Request&)> make_quick_handler(
    const http::Router& router, Metrics& metrics);

}  // namespace penstock::api
