// What people and their tools ask a server about itself: health, metrics.
#include "api/answers.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

http::Response text(std::string_view content_type, std::string body) {
  return {200, {{"Content-Type", std::string(content_type)}}, std::move(body)};
}

/// The process answers.
Result<http::Response> live(const http::Request&) {
  return text("text/plain; charset=utf-8", "live\n");
}

/// The databases are open and the tasks run. Who asks before, or while they end, is told to wait.
http::Response ready(const Services& services) {
  const bool is_ready = services.is_ready();
  auto response = text("text/plain; charset=utf-8", is_ready ? "ready\n" : "not ready\n");
  if (!is_ready) response.status = 503;
  return response;
}

}  // namespace

void register_about_routes(http::Router& router, Services& services) {
  router.add("GET", "/health/live", Permission::kNone, answering(live));
  router.add("GET", "/health/ready", Permission::kNone,
             answering([&services](const http::Request&) -> Result<http::Response> {
               return ready(services);
             }));
  router.add("GET", "/metrics", Permission::kOperateServer,
             answering([&services](const http::Request&) -> Result<http::Response> {
               return text("text/plain; version=0.0.4; charset=utf-8", services.metrics.to_text());
             }));
}

}  // namespace penstock::api
