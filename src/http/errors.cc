#include "http/errors.h"

#include <string>

#include "base/json_object_text.h"

namespace penstock::http {
namespace {

struct WireError {
  int status;
  std::string_view type;
};

WireError wire_error(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return {400, "Raven.Client.Exceptions.BadRequestException"};
    case ErrorCode::kNotFound: return {404, "Raven.Client.Exceptions.RavenException"};
    case ErrorCode::kConflict: return {409, "Raven.Client.Exceptions.ConcurrencyException"};
    case ErrorCode::kForbidden:
      return {403, "Raven.Client.Exceptions.Security.AuthorizationException"};
    case ErrorCode::kTooLarge: return {413, "Raven.Client.Exceptions.BadRequestException"};
    case ErrorCode::kScriptFailed:
      return {400, "Raven.Client.Exceptions.Documents.Patching.JavaScriptException"};
    case ErrorCode::kTimeout: return {408, "System.TimeoutException"};
    case ErrorCode::kNotOwner: return {409, "Penstock.Exceptions.NotOwnerException"};
    case ErrorCode::kUnavailable:
    case ErrorCode::kCancelled: return {503, "Raven.Client.Exceptions.RavenException"};
    case ErrorCode::kCorruption:
    case ErrorCode::kInternal: return {500, "Raven.Client.Exceptions.RavenException"};
  }
  return {500, "Raven.Client.Exceptions.RavenException"};
}

}  // namespace

int status_of(ErrorCode code) { return wire_error(code).status; }

std::string_view exception_of(ErrorCode code) { return wire_error(code).type; }

Response error_response(const Error& error, std::string_view target) {
  const auto wire = wire_error(error.code);
  auto response = error_response(wire.status, wire.type, error.message, target);
  if (error.code == ErrorCode::kUnavailable) {
    response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  }
  return response;
}

Response error_response(int status, std::string_view type, std::string_view message,
                        std::string_view target) {
  std::string body;
  JsonObjectText(body)
      .text("Url", target)
      .text("Type", type)
      .text("Message", message)
      .text("Error", std::string(type) + ": " + std::string(message))
      .end();
  return json_response(status, std::move(body));
}

Response too_many_response(std::string_view message, std::string_view target) {
  auto response = error_response(429, "Raven.Client.Exceptions.RavenException", message, target);
  response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

Response json_response(int status, std::string body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

}  // namespace penstock::http
