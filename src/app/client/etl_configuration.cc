#include "app/client/etl_configuration.h"

#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "app/client/etl_status.h"
#include "app/client/json_members.h"
#include "base/text.h"
#include "http/url.h"

namespace penstock::app {
namespace {

namespace json = boost::json;

Result<std::string> kind_of(ServerClient& server, const std::string& database,
                            const std::string& name) {
  for (const auto& task : TRY(fetch_etl_tasks(server, database))) {
    if (equal_ignoring_case(task.name, name)) return task.kind;
  }
  return not_found(fmt::format("no ETL task in '{}' is named '{}'", database, name));
}

/// Leaves the script that is to be tried.
Result<void> choose_script(json::object& configuration, const std::string& script) {
  json::array chosen;
  for (const auto* transformation : object_members(configuration, "Transforms")) {
    if (script.empty() || equal_ignoring_case(text_member(*transformation, "Name"), script)) {
      chosen.push_back(*transformation);
    }
  }
  if (chosen.empty()) return not_found(fmt::format("the task has no script '{}'", script));
  if (chosen.size() > 1) {
    return invalid_argument("the task has several scripts: --script says which");
  }
  configuration["Transforms"] = std::move(chosen);
  return {};
}

}  // namespace

Result<EtlConfiguration> fetch_etl_configuration(ServerClient& server, const std::string& database,
                                                 const std::string& task,
                                                 const std::string& script) {
  EtlConfiguration found;
  found.kind = TRY(kind_of(server, database, task));
  const auto info = TRY(server.call(
      "GET", fmt::format("{}/task?taskName={}&type={}Etl", ServerClient::database_path(database),
                         http::percent_encode(task), found.kind)));
  const auto* configuration = info.if_contains("Configuration");
  if (configuration == nullptr || !configuration->is_object()) {
    return Error{ErrorCode::kInternal, "the server does not say how the task is configured"};
  }
  found.task = configuration->get_object();
  found.task["EtlType"] = found.kind;
  TRY(choose_script(found.task, script));
  return found;
}

}  // namespace penstock::app
