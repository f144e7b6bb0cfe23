// Reading documents by id and by prefix, and writing single ones (protocol, section 3).
#include <set>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/compare_exchange_json.h"
#include "api/counter_includes.h"
#include "api/document_list.h"
#include "api/document_pages.h"
#include "api/document_range.h"
#include "api/included_ids.h"
#include "api/request_reading.h"
#include "api/revision_includes.h"
#include "api/routes.h"
#include "api/time_series_includes.h"
#include "api/write_counters.h"
#include "base/json.h"
#include "base/wire_time.h"

namespace penstock::api {
namespace {

using documents::Database;
using documents::DatabaseSnapshot;
using documents::Document;

/// The answer, or 304 if the client has it already.
http::Response with_etag(const http::Request& request, http::Response response,
                         const std::string& etag) {
  if (etag_header(request, "If-None-Match") == etag) response = empty_response(304);
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", etag));
  return response;
}

/// The documents that were asked for, and what was asked for with them: `more` are further members,
/// each with a comma before it.
http::Response documents_response(int status, std::string_view results, std::string_view includes,
                                  std::string_view more) {
  constexpr std::string_view kResults = R"({"Results":)";
  constexpr std::string_view kIncludes = R"(,"Includes":)";
  std::string json;
  json.reserve(kResults.size() + results.size() + kIncludes.size() + includes.size() + more.size() +
               1);
  json.append(kResults).append(results).append(kIncludes).append(includes).append(more).append("}");
  return http::json_response(status, std::move(json));
}

/// What the members at `paths` of the documents in `results` say: ids, keys.
Result<std::set<std::string>> references_of(const std::vector<std::optional<Document>>& results,
                                            const std::vector<std::string_view>& paths) {
  std::set<std::string> references;
  if (paths.empty()) return references;
  for (const auto& document : results) {
    if (document) TRY(add_included_ids(document->body, paths, references));
  }
  return references;
}

std::set<std::string> ids_of(const std::vector<std::optional<Document>>& results) {
  std::set<std::string> ids;
  for (const auto& document : results) {
    if (document) ids.insert(document->id);
  }
  return ids;
}

/// Members "CounterIncludes" and "TimeSeriesIncludes", each with a comma before it, if the client
/// asked for them.
Result<std::string> items_of(const http::Request& request, const DatabaseSnapshot& snapshot,
                             const std::vector<std::optional<Document>>& results) {
  std::string members;
  const auto ids = ids_of(results);
  if (const auto names = request.parameters("counter"); !names.empty()) {
    members += R"(,"CounterIncludes":)" + TRY(counter_includes(snapshot, ids, names));
  }
  if (const auto series = TRY(parse_time_series_includes(request)); !series.empty()) {
    members += R"(,"TimeSeriesIncludes":)" + TRY(time_series_includes(snapshot, ids, series));
  }
  return members;
}

/// A member "RevisionIncludes" with a comma before it, if the client asked for revisions.
Result<std::string> revisions_of(const http::Request& request, const DatabaseSnapshot& snapshot,
                                 const std::vector<std::optional<Document>>& results) {
  const auto paths = request.parameters("revisions");
  const auto date = request.parameter("revisionsBefore");
  if (paths.empty() && !date) return std::string();
  const auto before = date ? parse_wire_time(*date) : std::nullopt;
  if (date && !before) {
    return invalid_argument("The query parameter 'revisionsBefore' is not a date.");
  }
  return R"(,"RevisionIncludes":)" + TRY(revision_includes(snapshot, results, paths, before));
}

/// The same with "CompareExchangeValueIncludes": values whose keys are in the documents.
Result<std::string> compare_exchange_of(const http::Request& request,
                                        const DatabaseSnapshot& snapshot,
                                        const std::vector<std::optional<Document>>& results) {
  const auto paths = request.parameters("cmpxchg");
  if (paths.empty()) return std::string();
  const auto keys = TRY(references_of(results, paths));
  return R"(,"CompareExchangeValueIncludes":)" + TRY(compare_exchange_includes(snapshot, keys));
}

Result<http::Response> get_by_ids(const http::Request& request, const Database& database,
                                  const std::vector<std::string>& ids) {
  const auto snapshot = TRY(database.snapshot());
  const auto found = TRY(snapshot.get_many(ids));
  DocumentList results(TRY(flag_parameter(request, "metadataOnly")));
  for (const auto& document : found) TRY(results.add(document));
  const auto paths = request.parameters("include");
  const auto includes = TRY(included_documents(snapshot, TRY(references_of(found, paths))));
  const auto more = TRY(items_of(request, snapshot, found)) +
                    TRY(compare_exchange_of(request, snapshot, found)) +
                    TRY(revisions_of(request, snapshot, found));
  const auto hash = results.hash() ^ std::hash<std::string>()(includes + more);
  const int status = found.size() == 1 && !found.front() ? 404 : 200;
  auto response = documents_response(status, results.take(), includes, more);
  if (status == 404) return response;
  const bool is_single = found.size() == 1 && paths.empty() && more.empty();
  return with_etag(request, std::move(response),
                   is_single ? found.front()->change_vector : fmt::format("{:x}", hash));
}

/// A document that is in memory, asked for by its id and nothing else, as get_by_ids() answers.
std::optional<http::Response> get_from_memory(const Services& services,
                                              const http::Request& request) {
  if (request.query.size() != 1 || request.query.front().first != "id") return std::nullopt;
  const auto database = services.databases.find_open(request.segment("database"));
  if (!database) return std::nullopt;
  const auto found = database->get_from_memory(request.query.front().second);
  if (!found || !*found) return std::nullopt;
  const auto& document = **found;
  DocumentList results;
  if (!results.add(document)) return std::nullopt;
  return with_etag(request, documents_response(200, results.take(), "{}", {}),
                   document.change_vector);
}

Result<http::Response> scan(const http::Request& request, const Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const auto etag = fmt::format("{}-{}", TRY(snapshot.last_etag()).value, database.identity().id);
  if (etag_header(request, "If-None-Match") == etag) {
    return with_etag(request, empty_response(304), etag);
  }
  auto range = TRY(DocumentRange::read(request));
  auto results = TRY(list_page(
      TRY(read_page(request)), TRY(flag_parameter(request, "metadataOnly")),
      [&] { return range.next(snapshot); },
      [&](const Document& document) { return range.takes(document); }));
  return with_etag(
      request, http::json_response(200, fmt::format(R"({{"Results":{}}})", results.take())), etag);
}

Result<http::Response> get_documents(const http::Request& request, const Database& database) {
  const auto ids = request.parameters("id");
  return get_by_ids(request, database, {ids.begin(), ids.end()});
}

Result<http::Response> post_documents(const http::Request& request, const Database& database) {
  const auto body = TRY(object_body(request));
  if (!body.contains("Ids")) return invalid_argument("'Ids' is missing.");
  return get_by_ids(request, database, TRY(strings_member(body, "Ids")));
}

Result<http::Response> head_document(const http::Request& request, const Database& database) {
  const auto id = TRY(required_parameter(request, "id"));
  const auto snapshot = TRY(database.snapshot());
  const auto document = TRY(snapshot.get(id));
  if (!document) return empty_response(404);
  return with_etag(request, empty_response(200), document->change_vector);
}

http::Response put_response(const documents::PutResult& put) {
  std::string body = R"({"Id":)";
  append_json_string(body, put.id);
  body += R"(,"ChangeVector":)";
  append_json_string(body, put.change_vector);
  return http::json_response(201, body + '}');
}

Result<void> put_document(Counter written, const http::Request& request, Database& database,
                          const http::Respond& respond) {
  auto content = TRY(documents::DocumentContent::parse(request.body));
  auto id = TRY(required_parameter(request, "id"));
  const auto put = std::make_shared<documents::PutResult>();
  database.write(
      [id = std::move(id), content = std::move(content), put,
       expected =
           etag_header(request, "If-Match")](documents::WriteContext& context) -> Result<void> {
        *put = TRY(context.put(id, content, {expected}));
        return {};
      },
      answer_written(request, respond, [put, written]() mutable {
        written.increment();
        return put_response(*put);
      }));
  return {};
}

Result<void> delete_document(Counter deleted, const http::Request& request, Database& database,
                             const http::Respond& respond) {
  auto id = TRY(required_parameter(request, "id"));
  const auto removed = std::make_shared<documents::DeleteResult>();
  database.write(
      [id = std::move(id), removed, expected = etag_header(request, "If-Match")](
          documents::WriteContext& context) -> Result<void> {
        *removed = TRY(context.remove(id, {expected}));
        return {};
      },
      answer_written(request, respond, [removed, deleted]() mutable {
        if (removed->deleted) deleted.increment();
        return empty_response(204);
      }));
  return {};
}

}  // namespace

void register_document_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/docs";
  const auto counters = WriteCounters(services.metrics);
  router.add("GET", kPath, Permission::kReadDatabase, with_database(services, get_documents));
  router.add_long("GET", kPath, Permission::kReadDatabase, with_database(services, scan),
                  [](const auto& request) { return !request.parameter("id"); });
  router.add_quick("GET", kPath, Permission::kReadDatabase,
                   [&services](const auto& request) { return get_from_memory(services, request); });
  router.add("POST", kPath, Permission::kReadDatabase, with_database(services, post_documents));
  router.add("HEAD", kPath, Permission::kReadDatabase, with_database(services, head_document));
  router.add("PUT", kPath, Permission::kWriteDatabase,
             with_database(services, std::bind_front(put_document, counters.written)));
  router.add("DELETE", kPath, Permission::kWriteDatabase,
             with_database(services, std::bind_front(delete_document, counters.deleted)));
}

}  // namespace penstock::api
