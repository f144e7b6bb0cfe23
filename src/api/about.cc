// What people and their tools ask a server about itself: a welcome, health, metrics.
#include <fmt/format.h>

#include "api/answers.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

constexpr std::string_view kWelcome =
    "<!doctype html><title>Penstock</title><h1>Penstock</h1>"
    "<p>This document database is running. Clients of the RavenDB protocol connect to this "
    "address.</p><ul><li><a href=\"/databases?namesOnly=true\">Databases</a></li>"
    "<li><a href=\"/metrics\">Metrics</a></li><li><a href=\"/health/ready\">Health</a></li></ul>\n";

http::Response text(std::string_view content_type, std::string body) {
  return {200, {{"Content-Type", std::string(content_type)}}, std::move(body)};
}

Result<http::Response> welcome(const http::Request&) {
  return text("text/html; charset=utf-8", std::string(kWelcome));
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
  router.add("GET", "/", answering(welcome));
  router.add("GET", "/health/live", answering(live));
  router.add("GET", "/health/ready",
             answering([&services](const http::Request&) -> Result<http::Response> {
               return ready(services);
             }));
  router.add("GET", "/metrics",
             answering([&services](const http::Request&) -> Result<http::Response> {
               return text("text/plain; version=0.0.4; charset=utf-8", services.metrics.to_text());
             }));
}

}  // namespace penstock::api
