#include "api/answers.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "http/url.h"
#include "security/caller.h"

namespace penstock::api {
namespace {

constexpr std::string_view kDocumentDoesNotExist =
    "Raven.Client.Exceptions.Documents.DocumentDoesNotExistException";
constexpr std::string_view kDatabaseDoesNotExist =
    "Raven.Client.Exceptions.Database.DatabaseDoesNotExistException";

/// The database of the path; nothing after the request was answered with why there is none.
std::shared_ptr<documents::Database> find_database(Services& services, const http::Request& request,
                                                   const http::Respond& respond) {
  const auto& name = request.segment("database");
  auto found = services.databases.find(name);
  if (found) return *std::move(found);
  if (found.error().code == ErrorCode::kNotFound) {
    respond(database_missing(name, request, 503));
  } else {
    respond(http::error_response(found.error(), request.target));
  }
  return nullptr;
}

}  // namespace

http::Handler answering(Endpoint endpoint) {
  return
      [endpoint = std::move(endpoint)](const http::Request& request, const http::Respond& respond) {
        auto response = endpoint(request);
        respond(response ? *std::move(response)
                         : http::error_response(response.error(), request.target));
      };
}

http::Handler with_database(Services& services, DatabaseEndpoint endpoint) {
  return with_database(
      services,
      [endpoint = std::move(endpoint)](const http::Request& request, documents::Database& database,
                                       const http::Respond& respond) -> Result<void> {
        respond(TRY(endpoint(request, database)));
        return {};
      });
}

http::Handler with_database(Services& services, DatabaseCommand command) {
  return [&services, command = std::move(command)](const http::Request& request,
                                                   const http::Respond& respond) {
    const auto database = find_database(services, request, respond);
    if (!database) return;
    const auto accepted = command(request, *database, respond);
    if (!accepted) respond(http::error_response(accepted.error(), request.target));
  };
}

http::Response write_error(const Error& error, const http::Request& request) {
  if (error.code != ErrorCode::kNotFound) return http::error_response(error, request.target);
  return http::error_response(500, kDocumentDoesNotExist, error.message, request.target);
}

documents::Completion answer_written(const http::Request& request, http::Respond respond,
                                     std::function<http::Response()> success) {
  return [&request, respond = std::move(respond),
          success = std::move(success)](const Result<void>& written) {
    respond(written ? success() : write_error(written.error(), request));
  };
}

Result<void> require(const http::Request& request, security::Permission permission) {
  const auto& database = request.segment("database");
  if (request.caller->may(permission, database)) return {};
  return Error{ErrorCode::kForbidden, request.caller->refusal(permission, database)};
}

http::Response database_missing(std::string_view name, const http::Request& request, int status) {
  auto response = http::error_response(status, kDatabaseDoesNotExist,
                                       fmt::format("Database {} wasn't found", excerpt(name, 200)),
                                       request.target);
  response.headers.emplace_back("Database-Missing", excerpt(http::percent_encode(name), 200));
  return response;
}

http::Response json_response(int status, const boost::json::value& body) {
  return http::json_response(status, boost::json::serialize(body));
}

http::Response empty_response(int status) { return {status, {}, {}}; }

http::Response operation_started(const Services& services, std::int64_t operation) {
  return json_response(200, boost::json::object{{"OperationId", operation},
                                                {"OperationNodeTag", services.node_tag}});
}

http::Response not_supported(std::string_view what, const http::Request& request) {
  return http::error_response(501, "System.NotSupportedException",
                              fmt::format("Penstock does not support this: {}", what),
                              request.target);
}

}  // namespace penstock::api
