#include "api/notifications/notification_json.h"

#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/wire_time.h"

namespace penstock::api {

namespace json = boost::json;

json::object notification_json(const etl::Alert& alert, std::string_view database) {
  json::array errors;
  for (const auto& entry : alert.entries) {
    errors.push_back(
        json::object{{"Date", format_wire_time(entry.when)},
                     {"DocumentId", entry.document_id.empty() ? json::value(nullptr)
                                                              : json::value(entry.document_id)},
                     {"Error", entry.error}});
  }
  return {{"Id", alert.id()},
          {"CreatedAt", format_wire_time(alert.created_at)},
          {"Type", "AlertRaised"},
          {"Database", database},
          {"Title", fmt::format("{}: '{}'", alert.tag, alert.process)},
          {"Message", alert.message},
          {"Severity", etl::to_string(alert.severity)},
          {"IsPersistent", true},
          {"Key", alert.key()},
          {"AlertType", alert.type},
          {"Details", json::object{{"Errors", std::move(errors)}}}};
}

}  // namespace penstock::api
