// Documents and what hangs on them, in a stream that may be of any length (protocol, section 6).
#include "api/bulk_insert/bulk_insert.h"

#include <fmt/format.h>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/log.h"

namespace penstock::api {
namespace {

Result<void> bulk_insert(Services& services, WriteCounters counters, const http::Request& request,
                         documents::Database& database, const http::Respond& respond) {
  const auto id = TRY(required_number(request, "id"));
  const BulkReader::Options options{.skips_unchanged =
                                        TRY(flag_parameter(request, "skipOverwriteIfUnchanged"))};
  auto running = TRY(services.operations.of(database)->begin(
      id, {.type = "BulkInsert", .message = "documents from a client"}));
  // The answer ends the wait for the rest of the body.
  const std::stop_callback cancel(running.stop(), [&] {
    respond(http::error_response({ErrorCode::kCancelled, "The bulk insert was canceled."},
                                 request.target));
  });
  BulkReader reader(*request.body_reader, database, options);
  const auto totals = run_bulk_insert(reader, database, running, counters);
  // The client asks for the operation's state when it has the answer.
  if (totals) {
    running.report(totals->to_json());
    running.finish(totals->to_json());
    respond(empty_response(200));
  } else {
    log_info("bulk insert {} into '{}' ended early: {}", id, database.identity().name,
             totals.error().message);
    running.finish(totals.error());
    if (!running.stop().stop_requested()) respond(write_error(totals.error(), request));
  }
  return {};
}

}  // namespace

void register_bulk_insert_routes(http::Router& router, Services& services) {
  router.add_streamed("POST", "/databases/{database}/bulk_insert", Permission::kWriteDatabase,
                      with_database(services, std::bind_front(bulk_insert, std::ref(services),
                                                              WriteCounters(services.metrics))));
}

}  // namespace penstock::api
