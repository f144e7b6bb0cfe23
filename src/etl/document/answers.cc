#include "etl/document/answers.h"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace penstock::etl::document {
namespace {

constexpr std::size_t kMessageBytesMax = 500;

struct ServerError {
  std::string type;
  std::string message;
};

ServerError server_error(const http::ClientResponse& answer) {
  ServerError error{.type = {}, .message = excerpt(answer.body, kMessageBytesMax)};
  const auto parsed = parse_json(answer.body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return error;
  if (const auto* type = object->if_contains("Type"); type && type->is_string()) {
    error.type = type->get_string();
  }
  if (const auto* message = object->if_contains("Message"); message && message->is_string()) {
    error.message = excerpt(std::string_view(message->get_string()), kMessageBytesMax);
  }
  return error;
}

/// A RavenDB answers 500 to a document that it cannot take; these types say so.
bool names_bad_document(std::string_view type) {
  static constexpr std::array<std::string_view, 4> kTypes = {
      "System.InvalidOperationException", "System.ArgumentException",
      "System.IO.InvalidDataException", "Raven.Client.Exceptions.BadRequestException"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

ErrorCode code_for(int status, const ServerError& error, bool database_missing) {
  if (error.type.ends_with("NotOwnerException")) return ErrorCode::kNotOwner;
  if (database_missing || error.type.ends_with("DatabaseDoesNotExistException")) {
    return ErrorCode::kNotFound;
  }
  switch (status) {
    case 401:
    case 403: return ErrorCode::kForbidden;
    case 408:
    case 504: return ErrorCode::kTimeout;
    case 413: return ErrorCode::kTooLarge;
    // Another position than ours: what it is, the next open() reads.
    case 409:
    case 429: return ErrorCode::kUnavailable;
    default: break;
  }
  if (status >= 400 && status < 500) return ErrorCode::kInvalidArgument;
  return names_bad_document(error.type) ? ErrorCode::kInvalidArgument : ErrorCode::kUnavailable;
}

}  // namespace

Result<void> check_answer(const http::ClientResponse& answer) {
  if (answer.status >= 200 && answer.status < 300) return {};
  const auto error = server_error(answer);
  const bool database_missing = http::find_field(answer.headers, "Database-Missing").has_value();
  return Error{code_for(answer.status, error, database_missing),
               fmt::format("the destination answered {}: {}", answer.status, error.message)};
}

bool is_unknown_route(const http::ClientResponse& answer) {
  if (http::find_field(answer.headers, "Database-Missing")) return false;
  return answer.status == 404 || answer.status == 405 ||
         server_error(answer).type.ends_with("RouteNotFoundException");
}

Result<std::vector<std::string>> node_urls(const http::ClientResponse& answer) {
  const auto parsed = TRY(parse_json(answer.body));
  const auto* object = parsed.if_object();
  const auto* nodes = object ? object->if_contains("Nodes") : nullptr;
  if (nodes == nullptr || !nodes->is_array()) return invalid_argument("a topology without nodes");
  std::vector<std::string> urls;
  for (const auto& node : nodes->get_array()) {
    const auto* url = node.is_object() ? node.get_object().if_contains("Url") : nullptr;
    if (url != nullptr && url->is_string()) urls.emplace_back(url->get_string());
  }
  return urls;
}

}  // namespace penstock::etl::document
