// What people and their tools ask a server about itself: health, metrics, what should worry them.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

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

/// As those of a database (protocol, section 12.7).
boost::json::object to_json(const ServerNotice& notice) {
  return {{"Id", "AlertRaised/" + notice.type},
          {"CreatedAt", format_wire_time(notice.since)},
          {"Type", "AlertRaised"},
          {"Database", nullptr},
          {"Title", notice.title},
          {"Message", notice.message},
          {"Severity", "Warning"},
          {"IsPersistent", false},
          {"AlertType", notice.type}};
}

http::Response notifications(const Services& services) {
  boost::json::array results;
  for (const auto& notice : services.notices()) results.push_back(to_json(notice));
  const auto total = results.size();
  return json_response(
      200, boost::json::object{{"Results", std::move(results)}, {"TotalResults", total}});
}

}  // namespace

void register_about_routes(http::Router& router, Services& services) {
  router.add("GET", "/health/live", Permission::kNone, answering(live));
  router.add("GET", "/health/ready", Permission::kNone,
             answering([&services](const http::Request&) -> Result<http::Response> {
               return ready(services);
             }));
  router.add("GET", "/server/notifications", Permission::kOperateServer,
             answering([&services](const http::Request&) -> Result<http::Response> {
               return notifications(services);
             }));
  router.add("GET", "/metrics", Permission::kOperateServer,
             answering([&services](const http::Request&) -> Result<http::Response> {
               return text("text/plain; version=0.0.4; charset=utf-8", services.metrics.to_text());
             }));
}

}  // namespace penstock::api
