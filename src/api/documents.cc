// Reading documents by id and by prefix, and writing single ones (protocol, section 3).
#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/compare_exchange_json.h"
#include "api/counter_includes.h"
#include "api/document_list.h"
#include "api/id_filter.h"
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
using documents::Etag;

/// The answer, or 304 if the client has it already.
http::Response with_etag(const http::Request& request, http::Response response,
                         const std::string& etag) {
  if (etag_header(request, "If-None-Match") == etag) response = empty_response(304);
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", etag));
  return response;
}

/// The documents that those in `results` refer to, as a JSON object by id.
Result<std::string> includes_of(const DatabaseSnapshot& snapshot,
                                const std::vector<std::optional<Document>>& results,
                                const std::vector<std::string_view>& paths, std::uint64_t& hash) {
  if (paths.empty()) return std::string("{}");
  std::set<std::string> ids;
  for (const auto& document : results) {
    if (document) TRY(add_included_ids(document->body, paths, ids));
  }
  std::string json = "{";
  for (const auto& id : ids) {
    DocumentList single;
    TRY(single.add(TRY(snapshot.get(id))));
    if (json.size() > 1) json += ',';
    append_json_string(json, id);
    const auto array = single.take();
    json += ':' + array.substr(1, array.size() - 2);
    hash ^= single.hash() * 31;
  }
  return json + '}';
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
  std::set<std::string> keys;
  for (const auto& document : results) {
    if (document) TRY(add_included_ids(document->body, paths, keys));
  }
  return R"(,"CompareExchangeValueIncludes":)" + TRY(compare_exchange_includes(snapshot, keys));
}

Result<http::Response> get_by_ids(const http::Request& request, const Database& database,
                                  const std::vector<std::string>& ids) {
  const auto snapshot = TRY(database.snapshot());
  const auto found = TRY(snapshot.get_many(ids));
  DocumentList results(is_true(request, "metadataOnly"));
  for (const auto& document : found) TRY(results.add(document));
  auto hash = results.hash();
  const auto paths = request.parameters("include");
  const auto includes = TRY(includes_of(snapshot, found, paths, hash));
  const auto items =
      TRY(items_of(request, snapshot, found)) + TRY(compare_exchange_of(request, snapshot, found));
  const auto revisions = TRY(revisions_of(request, snapshot, found));
  hash ^= std::hash<std::string>()(items + revisions);
  const int status = found.size() == 1 && !found.front() ? 404 : 200;
  auto response =
      http::json_response(status, fmt::format(R"({{"Results":{},"Includes":{}{}{}}})",
                                              results.take(), includes, items, revisions));
  if (status == 404) return response;
  const bool is_single = found.size() == 1 && paths.empty() && items.empty() && revisions.empty();
  return with_etag(request, std::move(response),
                   is_single ? found.front()->change_vector : fmt::format("{:x}", hash));
}

/// What of a scan the client wants to see.
struct Page {
  std::int64_t start = 0;
  std::int64_t size = 0;
};

Result<Page> read_page(const http::Request& request) {
  return Page{TRY(number_parameter(request, "start", 0)),
              TRY(number_parameter(request, "pageSize", std::numeric_limits<std::int64_t>::max()))};
}

/// An id and its prefix, equal without case, may differ in length outside of ASCII.
std::string_view tail_of(std::string_view id, std::size_t prefix_bytes) {
  return id.substr(std::min(prefix_bytes, id.size()));
}

Result<DocumentList> scan_prefix(const http::Request& request, const DatabaseSnapshot& snapshot,
                                 std::string_view prefix) {
  auto page = TRY(read_page(request));
  const IdFilter filter(request.parameter("matches").value_or(""),
                        request.parameter("exclude").value_or(""));
  DocumentList results(is_true(request, "metadataOnly"));
  std::string after(request.parameter("startAfter").value_or(""));
  while (page.size > 0) {
    const auto documents = TRY(snapshot.by_prefix(prefix, after, {}));
    if (documents.empty()) break;
    after = documents.back().id;
    for (const auto& document : documents) {
      if (page.size == 0) break;
      if (!filter.takes(tail_of(document.id, prefix.size()))) continue;
      if (page.start-- > 0) continue;
      TRY(results.add(document));
      --page.size;
    }
  }
  return results;
}

/// All documents, the oldest change first.
Result<DocumentList> scan_all(const http::Request& request, const DatabaseSnapshot& snapshot) {
  auto page = TRY(read_page(request));
  DocumentList results(is_true(request, "metadataOnly"));
  Etag after{static_cast<std::uint64_t>(TRY(number_parameter(request, "etag", 0)))};
  if (after.value > 0) --after.value;  // The parameter is the first one wanted.
  while (page.size > 0) {
    const auto documents = TRY(snapshot.by_collection("", after, {}));
    if (documents.empty()) break;
    after = documents.back().etag;
    for (const auto& document : documents) {
      if (page.size == 0) break;
      if (page.start-- > 0) continue;
      TRY(results.add(document));
      --page.size;
    }
  }
  return results;
}

Result<http::Response> scan(const http::Request& request, const Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const auto etag = fmt::format("{}-{}", TRY(snapshot.last_etag()).value, database.identity().id);
  if (etag_header(request, "If-None-Match") == etag) {
    return with_etag(request, empty_response(304), etag);
  }
  const auto prefix = request.parameter("startsWith");
  auto results =
      prefix ? TRY(scan_prefix(request, snapshot, *prefix)) : TRY(scan_all(request, snapshot));
  return with_etag(
      request, http::json_response(200, fmt::format(R"({{"Results":{}}})", results.take())), etag);
}

Result<http::Response> get_documents(const http::Request& request, const Database& database) {
  const auto ids = request.parameters("id");
  if (ids.empty()) return scan(request, database);
  return get_by_ids(request, database, {ids.begin(), ids.end()});
}

Result<http::Response> post_documents(const http::Request& request, const Database& database) {
  const auto body = TRY(object_body(request));
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
  std::string id(request.parameter("id").value_or(""));
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
  router.add("GET", kPath, with_database(services, get_documents));
  router.add("POST", kPath, with_database(services, post_documents));
  router.add("HEAD", kPath, with_database(services, head_document));
  router.add("PUT", kPath,
             with_database(services, std::bind_front(put_document, counters.written)));
  router.add("DELETE", kPath,
             with_database(services, std::bind_front(delete_document, counters.deleted)));
}

}  // namespace penstock::api
