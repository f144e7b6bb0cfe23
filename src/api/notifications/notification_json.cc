#include "api/notifications/notification_json.h"

#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/wire_time.h"

namespace penstock::api {

namespace json = boost::json;

namespace {

json::object details_of_hint(const etl::Alert& hint) {
  json::array statements;
  for (const auto& entry : hint.entries) {
    statements.push_back(json::object{{"Date", format_wire_time(entry.when)},
                                      {"Duration", entry.duration ? entry.duration->count() : 0},
                                      {"Statement", entry.error}});
  }
  return {{"Statements", std::move(statements)}};
}

json::object details_of(const etl::Alert& alert) {
  if (alert.is_hint) return details_of_hint(alert);
  json::array errors;
  for (const auto& entry : alert.entries) {
    errors.push_back(
        json::object{{"Date", format_wire_time(entry.when)},
                     {"DocumentId", entry.document_id.empty() ? json::value(nullptr)
                                                              : json::value(entry.document_id)},
                     {"Error", entry.error}});
  }
  return {{"Errors", std::move(errors)}};
}

}  // namespace

json::object notification_json(const etl::Alert& alert, std::string_view database) {
  return {{"Id", alert.id()},
          {"CreatedAt", format_wire_time(alert.created_at)},
          {"Type", alert.kind()},
          {"Database", database},
          {"Title", fmt::format("{}: '{}'", alert.tag, alert.process)},
          {"Message", alert.message},
          {"Severity", etl::to_string(alert.severity)},
          {"IsPersistent", true},
          {"Key", alert.key()},
          {alert.is_hint ? "HintType" : "AlertType", alert.type},
          {"Details", details_of(alert)}};
}

}  // namespace penstock::api
