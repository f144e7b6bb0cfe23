// Queries that walk a collection, so that people can look (protocol, section 10).
#include <algorithm>
#include <limits>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/collection_query.h"
#include "api/document_list.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/json.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::Database;
using documents::Etag;

constexpr std::string_view kInvalidQuery = "Raven.Client.Exceptions.InvalidQueryException";

/// A query as it came, before its text is understood.
struct QueryRequest {
  std::string text;
  json::object parameters;
  std::int64_t start = 0;
  std::int64_t page_size = std::numeric_limits<std::int64_t>::max();
};

std::int64_t number_or(const json::object& body, std::string_view name, std::int64_t otherwise) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_int64() && value->as_int64() >= 0 ? value->as_int64()
                                                                         : otherwise;
}

Result<QueryRequest> read_body(const http::Request& request) {
  const auto body = TRY(object_body(request));
  QueryRequest query;
  query.text = TRY(string_member(body, "Query"));
  if (const auto* parameters = body.if_contains("QueryParameters"); parameters != nullptr) {
    if (const auto* object = parameters->if_object()) query.parameters = *object;
  }
  query.start = number_or(body, "Start", query.start);
  query.page_size = number_or(body, "PageSize", query.page_size);
  return query;
}

Result<QueryRequest> read_parameters(const http::Request& request) {
  QueryRequest query;
  query.text = TRY(required_parameter(request, "query"));
  query.start = TRY(number_parameter(request, "start", query.start));
  query.page_size = TRY(number_parameter(request, "pageSize", query.page_size));
  return query;
}

std::uint64_t count_documents(const documents::DatabaseStatistics& statistics,
                              const CollectionQuery& query) {
  if (query.is_all_documents()) return statistics.documents;
  const auto found = std::find_if(statistics.collections.begin(), statistics.collections.end(),
                                  [&](const auto& collection) {
                                    return equal_ignoring_case(collection.name, query.collection);
                                  });
  return found == statistics.collections.end() ? 0 : found->documents;
}

Result<DocumentList> read_documents(const documents::DatabaseSnapshot& snapshot,
                                    const CollectionQuery& query, bool metadata_only) {
  DocumentList results(metadata_only);
  const auto collection = query.is_all_documents() ? std::string() : query.collection;
  auto skip = query.offset;
  auto left = query.limit.value_or(std::numeric_limits<std::int64_t>::max());
  Etag after;
  while (left > 0) {
    const auto documents = TRY(snapshot.by_collection(collection, after, {}));
    if (documents.empty()) break;
    after = documents.back().etag;
    for (const auto& document : documents) {
      if (left == 0) break;
      if (skip-- > 0) continue;
      TRY(results.add(document));
      --left;
    }
  }
  return results;
}

std::string index_name(const CollectionQuery& query) {
  return query.is_all_documents() ? "AllDocs" : "collection/" + query.collection;
}

Result<http::Response> run(const Services& services, const http::Request& request,
                           const Database& database, const CollectionQuery& query) {
  const auto started = services.clock.monotonic();
  const auto statistics = TRY(database.statistics());
  const auto snapshot = TRY(database.snapshot());
  auto results = TRY(read_documents(snapshot, query, is_true(request, "metadataOnly")));
  const auto duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(services.clock.monotonic() - started);
  const auto now = format_wire_time(services.clock.now());
  std::string body = fmt::format(
      R"({{"TotalResults":{},"SkippedResults":0,"DurationInMs":{},"IncludedPaths":null,"IndexName":)",
      count_documents(statistics, query), duration.count());
  append_json_string(body, index_name(query));
  body += fmt::format(
      R"(,"Results":{},"Includes":{{}},"IndexTimestamp":"{}","LastQueryTime":"{}","IsStale":false,)"
      R"("ResultEtag":{},"NodeTag":"{}"}})",
      results.take(), now, now, TRY(snapshot.last_etag()).value, services.node_tag);
  return http::json_response(200, std::move(body));
}

Result<http::Response> answer(const Services& services, const http::Request& request,
                              const Database& database, const QueryRequest& asked) {
  auto query = CollectionQuery::parse(asked.text, asked.parameters);
  if (!query) {
    return http::error_response(
        500, kInvalidQuery,
        fmt::format("{}\nQuery: {}", query.error().message, excerpt(asked.text, 1000)),
        request.target);
  }
  query->offset += std::min(asked.start, std::numeric_limits<std::int64_t>::max() - query->offset);
  query->limit = std::min(query->limit.value_or(asked.page_size), asked.page_size);
  return run(services, request, database, *query);
}

}  // namespace

void register_query_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/queries";
  router.add("POST", kPath,
             with_database(services,
                           [&services](const http::Request& request,
                                       Database& database) -> Result<http::Response> {
                             return answer(services, request, database, TRY(read_body(request)));
                           }));
  router.add(
      "GET", kPath,
      with_database(
          services,
          [&services](const http::Request& request, Database& database) -> Result<http::Response> {
            return answer(services, request, database, TRY(read_parameters(request)));
          }));
}

}  // namespace penstock::api
