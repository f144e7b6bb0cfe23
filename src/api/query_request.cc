#include "api/query_request.h"

#include <algorithm>
#include <limits>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "api/request_reading.h"
#include "base/json.h"
#include "base/text.h"
#include "http/errors.h"
#include "query/parser.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kQueryBytesShown = 1000;

Result<json::object> object_member(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return json::object();
  const auto* object = value->if_object();
  if (object == nullptr) return invalid_argument(fmt::format("'{}' is not an object.", name));
  return *object;
}

Result<std::optional<std::uint64_t>> optional_number(const json::object& body,
                                                     std::string_view name) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return std::optional(TRY(whole_number_member(body, name)));
}

}  // namespace

Result<query::Query> QueryRequest::parse() const {
  auto query = query::parse_query(text, parameters);
  if (!query) {
    auto error = std::move(query).error();
    error.message += fmt::format("\nQuery: {}", excerpt(text, kQueryBytesShown));
    return error;
  }
  query->offset += std::min(start, std::numeric_limits<std::uint64_t>::max() - query->offset);
  if (page_size) query->limit = std::min(query->limit.value_or(*page_size), *page_size);
  return query;
}

Result<query::Query> QueryRequest::parse_reading() const {
  auto query = TRY(parse());
  if (query.update) return invalid_argument("'update' is for PATCH, not for reading.");
  return query;
}

Result<QueryRequest> read_query(const json::object& body) {
  if (!body.contains("Query")) return invalid_argument("'Query' is missing.");
  QueryRequest query;
  query.text = TRY(string_member(body, "Query"));
  query.parameters = TRY(object_member(body, "QueryParameters"));
  query.start = TRY(whole_number_member(body, "Start"));
  query.page_size = TRY(optional_number(body, "PageSize"));
  return query;
}

Result<QueryRequest> read_query(const http::Request& request) {
  if (request.method == "POST") return read_query(TRY(object_body(request)));
  QueryRequest query;
  query.text = TRY(required_parameter(request, "query"));
  query.start = static_cast<std::uint64_t>(TRY(number_parameter(request, "start", 0)));
  const auto size =
      TRY(number_parameter(request, "pageSize", std::numeric_limits<std::int64_t>::max()));
  query.page_size = static_cast<std::uint64_t>(size);
  return query;
}

http::Response invalid_query(const Error& error, const http::Request& request) {
  return http::error_response(400, "Raven.Client.Exceptions.InvalidQueryException", error.message,
                              request.target);
}

}  // namespace penstock::api
