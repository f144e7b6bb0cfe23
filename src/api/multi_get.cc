// POST /multi_get: several reads of a database in one request (protocol, section 10.4).
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/document_list.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/check.h"
#include "base/text.h"
#include "http/url.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// Reads in one request; more are refused.
constexpr std::size_t kReadsMax = 256;

/// What may be asked here: reads that answer before their handler returns.
struct Read {
  std::string_view method;
  std::string_view path;  ///< Behind "/databases/NAME/".
};
constexpr std::array kReads = {
    Read{"GET", "docs"},      Read{"POST", "docs"},
    Read{"GET", "queries"},   Read{"POST", "queries"},
    Read{"GET", "counters"},  Read{"GET", "timeseries"},
    Read{"GET", "revisions"}, Read{"GET", "timeseries/ranges"},
    Read{"GET", "cmpxchg"},
};

/// Whether it is one of these reads, of the database that `outer` is about.
bool is_read(const http::Request& request, const http::Request& outer) {
  const auto prefix = fmt::format("/databases/{}/", outer.segment("database"));
  const auto path = std::string_view(request.path);
  if (!equal_ignoring_case(path.substr(0, prefix.size()), prefix)) return false;
  return std::any_of(kReads.begin(), kReads.end(), [&](const Read& read) {
    return request.method == read.method && path.substr(prefix.size()) == read.path;
  });
}

/// What is asked as a body: text, or JSON as it is.
Result<std::string> content_of(const json::object& asked) {
  const auto* content = asked.if_contains("Content");
  if (content != nullptr && content->is_object()) return json::serialize(*content);
  return string_member(asked, "Content");
}

Result<http::Fields> headers_of(const json::object& asked) {
  http::Fields headers;
  const auto* object = asked.if_contains("Headers");
  if (object == nullptr || object->is_null()) return headers;
  if (!object->is_object()) return invalid_argument("'Headers' is not an object.");
  for (const auto& [name, value] : object->get_object()) {
    if (value.is_string()) headers.emplace_back(name, value.get_string());
  }
  return headers;
}

/// One of the requests, as if it had come alone.
Result<http::Request> read_request(const http::Request& outer, const json::object& asked) {
  http::Request request;
  const auto url = TRY(string_member(asked, "Url"));
  request.method = TRY(string_member(asked, "Method"));
  if (request.method.empty()) request.method = "GET";
  request.target = url + TRY(string_member(asked, "Query"));
  const auto target = http::split_target(request.target);
  request.path = http::percent_decode(target.path);
  request.query = http::parse_query(target.query);
  request.headers = TRY(headers_of(asked));
  request.body = TRY(content_of(asked));
  request.origin_url = outer.origin_url;
  request.remote_address = outer.remote_address;
  request.is_secured = outer.is_secured;
  request.client_certificate = outer.client_certificate;
  request.stop = outer.stop;
  if (!is_read(request, outer)) {
    return invalid_argument(fmt::format("'{} {}' is not a read of this database.", request.method,
                                        excerpt(request.path, 200)));
  }
  return request;
}

http::Response answer_of(const http::Router& router, http::Request& request) {
  std::optional<http::Response> answer;
  router.handle(request, [&answer](http::Response response) { answer = std::move(response); });
  CHECK(answer.has_value());
  return *std::move(answer);
}

std::string to_json(const http::Response& response) {
  json::object headers;
  for (const auto& [name, value] : response.headers) headers[name] = value;
  const bool has_body = !response.body.empty() && response.status != 304;
  return fmt::format(R"({{"StatusCode":{},"Headers":{},"Result":{}}})", response.status,
                     json::serialize(headers), has_body ? response.body : "null");
}

Result<http::Response> multi_get(const http::Router& router, const http::Request& request) {
  const auto body = TRY(object_body(request));
  const auto* asked = body.if_contains("Requests");
  if (asked == nullptr || !asked->is_array())
    return invalid_argument("'Requests' is not an array.");
  if (asked->get_array().size() > kReadsMax) {
    return invalid_argument(fmt::format("More than {} requests in one.", kReadsMax));
  }
  std::string results;
  for (const auto& element : asked->get_array()) {
    if (!element.is_object()) return invalid_argument("A request is not an object.");
    auto inner = TRY(read_request(request, element.get_object()));
    if (!results.empty()) results += ',';
    results += to_json(answer_of(router, inner));
    if (results.size() > kDocumentsBytesMax) {
      return Error{ErrorCode::kTooLarge, "The answers together are too large for one."};
    }
  }
  return http::json_response(200, fmt::format(R"({{"Results":[{}]}})", results));
}

}  // namespace

void register_multi_get_routes(http::Router& router, Services& services) {
  router.add_long(
      "POST", "/databases/{database}/multi_get", Permission::kReadDatabase,
      with_database(services, [&router](const http::Request& request, documents::Database&) {
        return multi_get(router, request);
      }));
}

}  // namespace penstock::api
