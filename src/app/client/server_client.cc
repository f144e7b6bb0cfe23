#include "app/client/server_client.h"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "http/url.h"

namespace penstock::app {
namespace {

constexpr std::size_t kMessageBytesMax = 2000;
constexpr std::chrono::milliseconds kCallTimeout{60'000};
/// A stop ends a transfer before; this one is for those that nobody watches.
constexpr std::chrono::milliseconds kTransferTimeout = std::chrono::days(7);

/// The objects of "Results"; nulls are left out.
Result<std::vector<boost::json::object>> results_of(boost::json::object answer) {
  auto* member = answer.if_contains("Results");
  if (member == nullptr || !member->is_array()) {
    return Error{ErrorCode::kInternal, "the server's answer has no results"};
  }
  std::vector<boost::json::object> found;
  for (auto& element : member->get_array()) {
    if (element.is_object()) found.push_back(std::move(element.get_object()));
  }
  return found;
}

bool succeeded(int status) { return status >= 200 && status < 300; }

ErrorCode code_of(const http::ClientResponse& response) {
  if (http::find_field(response.headers, "Database-Missing")) return ErrorCode::kNotFound;
  switch (response.status) {
    case 400:
    case 422: return ErrorCode::kInvalidArgument;
    case 401:
    case 403: return ErrorCode::kForbidden;
    case 404: return ErrorCode::kNotFound;
    case 408:
    case 504: return ErrorCode::kTimeout;
    case 409: return ErrorCode::kConflict;
    case 413: return ErrorCode::kTooLarge;
    case 502:
    case 503: return ErrorCode::kUnavailable;
    default: return ErrorCode::kInternal;
  }
}

/// What the server says is wrong; the start of its answer if that is not an error of the protocol.
std::string message_of(const http::ClientResponse& response) {
  const auto answer = parse_json(response.body);
  if (answer && answer->is_object()) {
    const auto* message = answer->get_object().if_contains("Message");
    if (message != nullptr && message->is_string()) return std::string(message->get_string());
  }
  if (response.body.empty()) return fmt::format("the server answered {}", response.status);
  return fmt::format("the server answered {}: {}", response.status,
                     excerpt(response.body, kMessageBytesMax));
}

Result<boost::json::object> object_of(const std::string& body) {
  if (body.empty()) return boost::json::object();
  auto answer = parse_json(body);
  if (!answer) {
    return Error{ErrorCode::kInternal, "the server's answer is " + answer.error().message};
  }
  if (answer->is_null()) return boost::json::object();
  if (!answer->is_object()) return Error{ErrorCode::kInternal, "the server's answer is no object"};
  return std::move(answer->get_object());
}

}  // namespace

ServerClient::ServerClient(http::Client& http, std::string url, std::stop_token stop)
    : http_(http), url_(std::move(url)), stop_(std::move(stop)) {
  while (url_.ends_with('/')) url_.pop_back();
}

Result<boost::json::object> ServerClient::call(std::string_view method, std::string_view target,
                                               std::string body) {
  http::ClientRequest request;
  request.method = method;
  request.url = url_ + std::string(target);
  request.timeout = kCallTimeout;
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.body = std::move(body);

  const auto response = TRY(http_.send(request, stop_));
  if (!succeeded(response.status)) return Error{code_of(response), message_of(response)};
  return object_of(response.body);
}

Result<void> ServerClient::transfer(Transfer transfer) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = url_ + transfer.target;
  request.timeout = kTransferTimeout;
  request.headers.emplace_back(
      "Content-Type", transfer.source != nullptr ? "application/octet-stream" : "application/json");
  request.body = std::move(transfer.body);
  request.body_source = std::move(transfer.source);
  request.take_body = std::move(transfer.take);
  const auto response = TRY(http_.send(request, stop_));
  if (!succeeded(response.status)) return Error{code_of(response), message_of(response)};
  return {};
}

std::string ServerClient::database_path(std::string_view database) {
  return "/databases/" + http::percent_encode(database);
}

Result<bool> ServerClient::has_database(std::string_view database) {
  const auto record = call("GET", "/admin/databases?name=" + http::percent_encode(database));
  if (record) return !record->empty();
  if (record.error().code == ErrorCode::kNotFound) return false;
  return record.error();
}

Result<void> ServerClient::create_database(std::string_view database) {
  const boost::json::object record{{"DatabaseName", database}};
  TRY(call(
      "PUT",
      fmt::format("/admin/databases?name={}&replicationFactor=1", http::percent_encode(database)),
      boost::json::serialize(record)));
  return {};
}

Result<void> ServerClient::write(std::string_view database, std::string_view commands) {
  TRY(call("POST", database_path(database) + "/bulk_docs",
           fmt::format(R"({{"Commands":[{}]}})", commands)));
  return {};
}

Result<std::optional<boost::json::object>> ServerClient::load(std::string_view database,
                                                              std::string_view id) {
  auto answer = call("GET", database_path(database) + "/docs?id=" + http::percent_encode(id));
  if (!answer && answer.error().code == ErrorCode::kNotFound && TRY(has_database(database))) {
    return std::nullopt;
  }
  auto found = TRY(results_of(TRY(std::move(answer))));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<boost::json::object>> ServerClient::query(std::string_view database,
                                                             std::string_view text) {
  const boost::json::object query{{"Query", text}, {"QueryParameters", boost::json::object{}}};
  return results_of(
      TRY(call("POST", database_path(database) + "/queries", boost::json::serialize(query))));
}

std::string put_command(std::string_view id, std::string_view document) {
  std::string out = R"({"Id":)";
  append_json_string(out, id);
  out += R"(,"ChangeVector":null,"Document":)";
  out += document;
  out += R"(,"Type":"PUT"})";
  return out;
}

std::string delete_command(std::string_view id) {
  std::string out = R"({"Id":)";
  append_json_string(out, id);
  out += R"(,"ChangeVector":null,"Type":"DELETE"})";
  return out;
}

}  // namespace penstock::app
