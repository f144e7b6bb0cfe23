// The checkpoints of document tasks of other servers, in the database that they load into.
// Penstock's own: a RavenDB does not know them (etl/stored_checkpoint.h).
#include <memory>
#include <optional>

#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "etl/stored_checkpoint.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// For a new owner, or, with "Epoch", again for the one that has that epoch.
Result<void> open_checkpoint(const http::Request& request, documents::Database& database,
                             const http::Respond& respond) {
  const auto body = TRY(object_body(request));
  etl::ProcessKey process;
  process.source_database_id = TRY(string_member(body, "Source"));
  process.task = TRY(string_member(body, "Task"));
  process.script = TRY(string_member(body, "Script"));
  if (process.source_database_id.empty() || process.task.empty() || process.script.empty()) {
    return invalid_argument("'Source', 'Task' and 'Script' must say which process opens");
  }
  const auto generation = TRY(whole_number_member(body, "Generation"));
  std::optional<etl::Epoch> epoch;
  if (body.contains("Epoch")) epoch = {TRY(whole_number_member(body, "Epoch"))};
  const auto position = std::make_shared<etl::Position>();
  database.write(
      [=](documents::WriteContext& context) -> Result<void> {
        *position = TRY(epoch ? etl::reopen_checkpoint(context, process, {generation}, *epoch)
                              : etl::open_checkpoint(context, process, {generation}));
        return {};
      },
      answer_written(request, respond, [position, id = database.identity().id] {
        return json_response(200, json::object{{"Epoch", position->epoch.value},
                                               {"Etag", position->etag.value},
                                               {"DatabaseId", id}});
      }));
  return {};
}

/// Who else delivers to this database.
Result<http::Response> find_other(const http::Request& request,
                                  const documents::Database& database) {
  const auto source = TRY(required_parameter(request, "source"));
  const auto other = TRY(etl::find_other_source(TRY(database.snapshot()), source));
  json::value named;
  if (other) {
    named = json::object{
        {"Source", other->source_database_id}, {"Task", other->task}, {"Script", other->script}};
  }
  return json_response(200, json::object{{"OtherSource", std::move(named)}});
}

/// Forgets one that delivers here no more.
Result<void> erase(const http::Request& request, documents::Database& database,
                   const http::Respond& respond) {
  const auto source = TRY(required_parameter(request, "source"));
  const auto task = TRY(required_parameter(request, "task"));
  const auto script = TRY(required_parameter(request, "script"));
  const etl::ProcessKey process{.source_database_id = std::string(source),
                                .task = std::string(task),
                                .script = std::string(script)};
  database.write(
      [process](documents::WriteContext& context) -> Result<void> {
        etl::erase_checkpoint(context, process);
        return {};
      },
      answer_written(request, respond, [] { return empty_response(204); }));
  return {};
}

}  // namespace

void register_etl_checkpoint_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/etl/checkpoint";
  router.add("PUT", kPath, Permission::kWriteDatabase, with_database(services, open_checkpoint));
  router.add("GET", kPath, Permission::kWriteDatabase, with_database(services, find_other));
  router.add("DELETE", kPath, Permission::kWriteDatabase, with_database(services, erase));
}

}  // namespace penstock::api
