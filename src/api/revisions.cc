// Former versions of documents: configured, read, counted (protocol, section 9).
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/document_pages.h"
#include "api/feature_configuration.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/wire_time.h"
#include "documents/revision_reader.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::Document;
using documents::Etag;
using documents::RevisionReader;

constexpr std::int64_t kPageSize = 25;

/// One client sends a size of "undefined" or "null".
Result<Page> read_revision_page(const http::Request& request) {
  const auto size = request.parameter("pageSize");
  if (size != "undefined" && size != "null") return read_page(request, kPageSize);
  return Page{.start = TRY(number_parameter(request, "start", 0)), .size = kPageSize};
}

/// Those of a page, from `read`, which gives the next ones below an etag.
template <typename Read>
Result<DocumentList> list_revisions(const http::Request& request, const Read& read) {
  Etag below;
  const auto next = [&]() -> Result<std::vector<Document>> {
    auto revisions = TRY(read(below));
    if (!revisions.empty()) below = revisions.back().etag;
    return revisions;
  };
  return list_page(TRY(read_revision_page(request)), TRY(flag_parameter(request, "metadataOnly")),
                   next, take_all);
}

http::Response list_response(DocumentList results, std::uint64_t total) {
  return http::json_response(
      200, fmt::format(R"({{"Results":{},"TotalResults":{}}})", results.take(), total));
}

Result<http::Response> by_change_vectors(const http::Request& request,
                                         const RevisionReader& revisions,
                                         const std::vector<std::string_view>& change_vectors) {
  DocumentList results(TRY(flag_parameter(request, "metadataOnly")));
  bool is_single_missing = false;
  for (const auto change_vector : change_vectors) {
    const auto revision = TRY(revisions.by_change_vector(change_vector));
    is_single_missing = change_vectors.size() == 1 && !revision;
    TRY(results.add(revision));
  }
  if (is_single_missing) return empty_response(404);
  return http::json_response(200, fmt::format(R"({{"Results":{}}})", results.take()));
}

Result<http::Response> at_time(const http::Request& request, const RevisionReader& revisions,
                               const std::string& id, std::string_view before) {
  const auto time = parse_wire_time(before);
  if (!time) {
    return invalid_argument(
        "The query parameter 'before' is not a date like "
        "2024-01-31T10:00:00.0000000Z.");
  }
  DocumentList results(TRY(flag_parameter(request, "metadataOnly")));
  if (const auto revision = TRY(revisions.at(id, *time))) TRY(results.add(*revision));
  return list_response(std::move(results), TRY(revisions.count(id)));
}

Result<http::Response> get(const http::Request& request, const documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const RevisionReader revisions(snapshot.storage());
  const auto change_vectors = request.parameters("changeVector");
  if (!change_vectors.empty()) {
    return by_change_vectors(request, revisions, {change_vectors.begin(), change_vectors.end()});
  }
  const auto id = TRY(required_parameter(request, "id"));
  if (const auto before = request.parameter("before")) {
    return at_time(request, revisions, id, *before);
  }
  auto results =
      TRY(list_revisions(request, [&](Etag below) { return revisions.page(id, below, {}); }));
  return list_response(std::move(results), TRY(revisions.count(id)));
}

Result<http::Response> count(const http::Request& request, const documents::Database& database) {
  const auto id = TRY(required_parameter(request, "id"));
  const auto snapshot = TRY(database.snapshot());
  const auto count = TRY(RevisionReader(snapshot.storage()).count(id));
  return json_response(200, json::object{{"RevisionsCount", count}});
}

/// The documents that are deleted and can be brought back, the last deletion first.
Result<http::Response> bin(const http::Request& request, const documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const RevisionReader revisions(snapshot.storage());
  auto results = TRY(list_revisions(request, [&](Etag below) { return revisions.bin(below, {}); }));
  return http::json_response(200, fmt::format(R"({{"Results":{}}})", results.take()));
}

}  // namespace

void register_revision_routes(http::Router& router, Services& services) {
  router.add("POST", "/databases/{database}/admin/revisions/config",
             Permission::kAdministerDatabase,
             with_database(services, configuring(documents::Feature::kRevisions, [] {})));
  router.add("GET", "/databases/{database}/revisions/config", Permission::kReadDatabase,
             with_database(services, showing(documents::Feature::kRevisions)));
  router.add("GET", "/databases/{database}/revisions", Permission::kReadDatabase,
             with_database(services, get));
  router.add("GET", "/databases/{database}/revisions/count", Permission::kReadDatabase,
             with_database(services, count));
  router.add("GET", "/databases/{database}/revisions/bin", Permission::kReadDatabase,
             with_database(services, bin));
}

}  // namespace penstock::api
