// What people should be told of ETL tasks (protocol, section 12.7). An alert is there as long as
// its trouble is; stored is only what was dismissed.
#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/etl_answers.h"
#include "api/notifications/notification_json.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t kPageSize = 50;
constexpr std::int64_t kPostponedSecondsMax = std::int64_t{100} * 365 * 24 * 3600;

/// What the request wants to see.
struct Wanted {
  bool alerts = false;
  bool hints = false;
};

/// Errors: kInvalidArgument.
Result<Wanted> wanted_by(const http::Request& request) {
  const auto types = request.parameter("type").value_or("");
  if (types.empty()) return Wanted{true, true};
  Wanted wanted;
  for (std::size_t begin = 0; begin <= types.size();) {
    const auto end = std::min(types.find(',', begin), types.size());
    const auto type = types.substr(begin, end - begin);
    if (equal_ignoring_case(type, "alert") || equal_ignoring_case(type, "alertraised")) {
      wanted.alerts = true;
    } else if (equal_ignoring_case(type, "performancehint")) {
      wanted.hints = true;
    } else {
      return invalid_argument(fmt::format("'{}' is not a type of notification", type));
    }
    begin = end + 1;
  }
  return wanted;
}

Result<http::Response> list(const http::Request& request, etl::EtlTasks& tasks) {
  const auto start = static_cast<std::size_t>(TRY(number_parameter(request, "pageStart", 0)));
  const auto size = static_cast<std::size_t>(TRY(number_parameter(request, "pageSize", kPageSize)));
  const auto wanted = TRY(wanted_by(request));
  auto alerts = TRY(tasks.alerts());
  std::erase_if(alerts,
                [&](const auto& alert) { return alert.is_hint ? !wanted.hints : !wanted.alerts; });
  json::array results;
  for (std::size_t i = start; i < alerts.size() && results.size() < size; ++i) {
    results.push_back(notification_json(alerts[i], tasks.database_name()));
  }
  return json_response(
      200, json::object{{"Results", std::move(results)}, {"TotalResults", alerts.size()}});
}

Result<http::Response> dismiss(const http::Request& request, etl::EtlTasks& tasks) {
  const auto id = TRY(required_parameter(request, "id"));
  if (TRY(flag_parameter(request, "forever"))) {
    TRY(tasks.postpone_alert(id, std::nullopt));
  } else {
    TRY(tasks.dismiss_alert(id));
  }
  return empty_response(204);
}

Result<http::Response> postpone(const Services& services, const http::Request& request,
                                etl::EtlTasks& tasks) {
  const auto id = TRY(required_parameter(request, "id"));
  const auto seconds = std::min(TRY(required_number(request, "timeInSec")), kPostponedSecondsMax);
  TRY(tasks.postpone_alert(id, services.clock.now() + std::chrono::seconds(seconds)));
  return empty_response(204);
}

/// A conversation in which the client is told of them as they come.
Result<http::Response> watch(const Services& services, const http::Request&,
                             const documents::Database& database) {
  http::Response response;
  response.web_socket = TRY(services.notifications.connect(database.identity().name));
  return response;
}

}  // namespace

void register_notification_routes(http::Router& router, Services& services) {
  router.add("GET", "/databases/{database}/notifications", Permission::kAdministerDatabase,
             with_etl(services, list));
  router.add("POST", "/databases/{database}/notification-center/dismiss",
             Permission::kAdministerDatabase, with_etl(services, dismiss));
  router.add("POST", "/databases/{database}/notification-center/postpone",
             Permission::kAdministerDatabase,
             with_etl(services, std::bind_front(postpone, std::cref(services))));
  router.add("GET", "/databases/{database}/notification-center/watch",
             Permission::kAdministerDatabase,
             with_database(services, std::bind_front(watch, std::cref(services))));
}

}  // namespace penstock::api
