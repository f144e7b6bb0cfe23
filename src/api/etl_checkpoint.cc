// Opens the checkpoint of a document task of another server, in the database that it loads into.
// Penstock's own: a RavenDB does not know it (etl/document/checkpoint.h).
#include <memory>

#include <boost/json/object.hpp>

#include "api/answers.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "etl/document/checkpoint.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

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
  const auto position = std::make_shared<etl::Position>();
  database.write(
      [=](documents::WriteContext& context) -> Result<void> {
        *position = TRY(etl::document::open_checkpoint(context, process, {generation}));
        return {};
      },
      answer_written(request, respond, [position, id = database.identity().id] {
        return json_response(200, json::object{{"Epoch", position->epoch.value},
                                               {"Etag", position->etag.value},
                                               {"DatabaseId", id}});
      }));
  return {};
}

}  // namespace

void register_etl_checkpoint_routes(http::Router& router, Services& services) {
  router.add("PUT", "/databases/{database}/etl/checkpoint",
             with_database(services, open_checkpoint));
}

}  // namespace penstock::api
