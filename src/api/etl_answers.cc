#include "api/etl_answers.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "api/answers.h"
#include "base/text.h"

namespace penstock::api {

http::Handler with_etl(Services& services, EtlEndpoint endpoint) {
  return with_database(
      services,
      [&services, endpoint = std::move(endpoint)](
          const http::Request& request, documents::Database& database) -> Result<http::Response> {
        const auto tasks = TRY(services.etl.of(database.identity().name));
        return endpoint(request, *tasks);
      });
}

bool is_asked_for(const http::Request& request, std::string_view task, std::string_view script) {
  const auto names = request.parameters("name");
  return names.empty() || std::any_of(names.begin(), names.end(), [&](std::string_view name) {
           return equal_ignoring_case(name, task) ||
                  equal_ignoring_case(name, fmt::format("{}/{}", task, script));
         });
}

bool may_see_destinations(const http::Request& request, const etl::EtlTasks& tasks) {
  return request.caller->may(security::Permission::kAdministerDatabase, tasks.database_name());
}

Result<etl::ConnectionString> connection_of(const security::Caller& caller,
                                            const boost::json::object& json) {
  auto connection = TRY(etl::ConnectionString::parse(json));
  connection.may_reach_own_server =
      caller.may(security::Permission::kWriteDatabase, connection.database);
  return connection;
}

Result<boost::json::object> configuration_member(const boost::json::object& body) {
  const auto* configuration = body.if_contains("Configuration");
  if (configuration == nullptr || !configuration->is_object()) {
    return invalid_argument("'Configuration' must be an ETL task");
  }
  return configuration->get_object();
}

}  // namespace penstock::api
