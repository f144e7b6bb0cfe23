#include "api/routes.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/maybe_answer.h"
#include "api/repeated_requests.h"

namespace penstock::api {
namespace {

/// Counters by method and class of status, looked up once.
class RequestCounters {
 public:
  explicit RequestCounters(Metrics& metrics) {
    for (const auto method : kMethods) {
      for (int hundreds = 1; hundreds <= 5; ++hundreds) {
        counters_.push_back(metrics.counter(
            "penstock_http_requests_total", "Requests answered, by method and class of status.",
            {{"method", std::string(method)}, {"status", fmt::format("{}xx", hundreds)}}));
      }
    }
  }

  void count(std::string_view method, int status) {
    const auto found = std::find(kMethods.begin(), kMethods.end() - 1, method);
    const auto row = static_cast<std::size_t>(found - kMethods.begin());
    const auto column = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
    counters_[row * 5 + column].increment();
  }

 private:
  static constexpr std::array<std::string_view, 8> kMethods = {"GET",   "HEAD",   "POST",  "PUT",
                                                               "PATCH", "DELETE", "RESET", "other"};
  std::vector<Counter> counters_;
};

/// The answers of `answer`, counted.
MaybeAnswer counting(Metrics& metrics, MaybeAnswer answer) {
  return [answer = std::move(answer),
          counters = std::make_shared<RequestCounters>(metrics)](http::Request& request) {
    auto response = answer(request);
    if (response) counters->count(request.method, response->status);
    return response;
  };
}

}  // namespace

void register_routes(http::Router& router, Services& services) {
  register_about_routes(router, services);
  register_certificate_routes(router, services.certificates, services.clock);
  register_topology_routes(router, services);
  register_database_routes(router, services);
  register_backup_routes(router, services);
  register_statistics_routes(router, services);
  register_document_routes(router, services);
  register_attachment_routes(router, services);
  register_batch_routes(router, services);
  register_counter_routes(router, services);
  register_revision_routes(router, services);
  register_revision_enforcement_routes(router, services);
  register_expiration_routes(router, services);
  register_time_series_routes(router, services);
  register_hilo_routes(router, services);
  register_patch_routes(router, services);
  register_smuggler_routes(router, services);
  register_query_routes(router, services);
  register_multi_get_routes(router, services);
  register_stream_routes(router, services);
  register_query_operation_routes(router, services);
  register_bulk_insert_routes(router, services);
  register_operation_routes(router, services);
  register_changes_routes(router, services);
  register_compare_exchange_routes(router, services);
  register_identity_routes(router, services);
  register_connection_string_routes(router, services);
  register_etl_task_routes(router, services);
  register_etl_overview_routes(router, services);
  register_etl_statistics_routes(router, services);
  register_etl_error_routes(router, services);
  register_etl_checkpoint_routes(router, services);
  register_etl_trace_routes(router, services);
  register_etl_test_routes(router, services);
  register_etl_dry_run_routes(router, services);
  register_etl_verification_routes(router, services);
  register_notification_routes(router, services);
  register_tombstone_routes(router, services);
}

http::Fields common_headers() { return {{"Raven-Server-Version", std::string(kProtocolVersion)}}; }

http::RootHandler make_handler(const http::Router& router, Metrics& metrics) {
  const auto counters = std::make_shared<RequestCounters>(metrics);
  const auto repeated = std::make_shared<RepeatedRequests>();
  const auto route = [&router](http::Request& request, const http::Respond& respond) {
    router.handle(request, respond);
  };
  return
      [&router, route, counters, repeated](http::Request& request, const http::Respond& respond) {
        const auto counted = [&request, counters, respond](http::Response response) {
          counters->count(request.method, response.status);
          respond(std::move(response));
        };
        // Answers that are remembered are for those who may ask, too. Of all others the router
        // asks.
        if (RepeatedRequests::concerns(request)) {
          if (auto refusal = router.refusal(request)) return counted(*std::move(refusal));
        }
        repeated->handle(request, counted, route);
      };
}

std::function<std::optional<http::Response>(http::Request&)> make_refusal(
    const http::Router& router, Metrics& metrics) {
  return counting(metrics, [&router](http::Request& header) { return router.refusal(header); });
}

std::function<std::optional<http::Response>(http::Request&)> make_quick_handler(
    const http::Router& router, Metrics& metrics) {
  return counting(metrics,
                  [&router](http::Request& request) { return router.answer_at_once(request); });
}

}  // namespace penstock::api
