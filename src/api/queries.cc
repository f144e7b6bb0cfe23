// Queries (protocol, section 10).
#include <functional>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/query_answer.h"
#include "api/query_request.h"
#include "api/request_reading.h"
#include "api/routes.h"

namespace penstock::api {
namespace {

using documents::Database;

/// Differs whenever the answer may: clients keep it, by an address that need not tell one query
/// from another.
std::string etag_of(const Database& database, documents::Etag last_etag,
                    const http::Request& request) {
  const auto asked = std::hash<std::string>{}(request.target + '\n' + request.body);
  return fmt::format("{}-{:x}-{}", last_etag.value, asked, database.identity().id);
}

Result<http::Response> answer(const Services& services, const http::Request& request,
                              const Database& database) {
  if (request.parameter("debug")) return not_supported("the parameter 'debug'", request);
  const auto query = TRY(read_query(request)).parse_reading();
  if (!query) return invalid_query(query.error(), request);
  const auto snapshot = TRY(database.snapshot());
  const auto etag = etag_of(database, TRY(snapshot.last_etag()), request);
  const QueryAnswerOptions options{.metadata_only = TRY(flag_parameter(request, "metadataOnly")),
                                   .stop = request.stop};
  const bool is_known = etag_header(request, "If-None-Match") == etag;
  auto response = is_known
                      ? empty_response(304)
                      : http::json_response(
                            200, TRY(answer_query(services, database, snapshot, *query, options)));
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", etag));
  return response;
}

}  // namespace

void register_query_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/queries";
  const auto handler = with_database(services, std::bind_front(answer, std::cref(services)));
  router.add_long("POST", kPath, Permission::kReadDatabase, handler);
  router.add_long("GET", kPath, Permission::kReadDatabase, handler);
}

}  // namespace penstock::api
