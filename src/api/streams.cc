// Documents and queries as streams of any length (protocol, section 10.5).
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/document_pages.h"
#include "api/document_range.h"
#include "api/line_source.h"
#include "api/query_answer.h"
#include "api/query_request.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/json.h"
#include "query/query_cursor.h"

namespace penstock::api {
namespace {

using documents::Database;
using documents::DatabaseSnapshot;
using documents::Document;
using query::Query;
using query::QueryCursor;

Result<StreamFormat> format_of(const http::Request& request) {
  const auto format = request.parameter("format").value_or("");
  if (format == "jsonl") return StreamFormat::kLines;
  if (format.empty() || format == "json") return StreamFormat::kObject;
  return invalid_argument("The query parameter 'format' can only be 'jsonl' or 'json'.");
}

http::Response streamed(std::shared_ptr<http::BodySource> source) {
  http::Response response{200, {{"Content-Type", "application/json; charset=utf-8"}}, {}};
  response.source = std::move(source);
  return response;
}

class DocumentStream final : public LineSource {
 public:
  DocumentStream(StreamFormat format, DatabaseSnapshot snapshot, DocumentRange range, Page page)
      : LineSource(format), snapshot_(std::move(snapshot)), range_(std::move(range)), page_(page) {}

 private:
  Result<bool> step() override {
    if (page_.is_full()) return false;
    if (at_ == documents_.size()) {
      documents_ = TRY(range_.next(snapshot_));
      at_ = 0;
      if (documents_.empty()) return false;
    }
    const auto& document = documents_[at_++];
    if (range_.takes(document) && page_.take()) add(document.to_json());
    return true;
  }

  const DatabaseSnapshot snapshot_;
  DocumentRange range_;
  Page page_;
  std::vector<Document> documents_;
  std::size_t at_ = 0;
};

/// A query: counts its results first, since their number comes before them.
class QueryStream final : public LineSource {
 public:
  /// `total` if it is known without looking.
  QueryStream(StreamFormat format, DatabaseSnapshot snapshot, Query query,
              std::string etag_and_time, std::optional<std::uint64_t> total)
      : LineSource(format),
        snapshot_(std::move(snapshot)),
        query_(std::move(query)),
        etag_and_time_(std::move(etag_and_time)),
        total_(total),
        counted_(without_order(query_)),
        counter_(snapshot_, counted_),
        cursor_(snapshot_, query_) {}

 private:
  static Query without_order(Query query) {
    query.order_by.clear();
    return query;
  }

  Result<bool> step() override {
    if (!has_begun_) {
      if (!total_ && TRY(counter_.count_step()) != QueryCursor::Step::kEnd) return true;
      begin_with(total_.value_or(counter_.matched()));
      return true;
    }
    const auto step = TRY(cursor_.step());
    if (step == QueryCursor::Step::kFound) add(result_to_json(cursor_.document(), query_));
    return step != QueryCursor::Step::kEnd;
  }

  void begin_with(std::uint64_t total) {
    auto members = fmt::format(R"({},"TotalResults":{},"IndexName":)", etag_and_time_, total);
    append_json_string(members, index_name(query_));
    begin(members);
    has_begun_ = true;
  }

  const DatabaseSnapshot snapshot_;
  const Query query_;
  const std::string etag_and_time_;
  const std::optional<std::uint64_t> total_;
  const Query counted_;
  QueryCursor counter_;
  QueryCursor cursor_;
  bool has_begun_ = false;
};

Result<http::Response> stream_documents(const http::Request& request, const Database& database) {
  auto range = TRY(DocumentRange::read(request));
  const auto page = TRY(read_page(request));
  return streamed(std::make_shared<DocumentStream>(
      TRY(format_of(request)), TRY(database.snapshot()), std::move(range), page));
}

Result<http::Response> stream_query(const Services& services, const http::Request& request,
                                    const Database& database) {
  const auto format = TRY(format_of(request));
  auto query = TRY(read_query(request)).parse_reading();
  if (!query) return invalid_query(query.error(), request);
  if (!query->includes.empty()) {
    return invalid_query(invalid_argument("A stream has no place for what 'include' names."),
                         request);
  }
  auto snapshot = TRY(database.snapshot());
  const auto known = TRY(known_total(database, *query));
  auto etag_and_time = fmt::format(
      R"("ResultEtag":{},"IsStale":false,"IndexTimestamp":"{}","NodeTag":"{}")",
      TRY(snapshot.last_etag()).value, format_wire_time(services.clock.now()), services.node_tag);
  return streamed(std::make_shared<QueryStream>(format, std::move(snapshot), *std::move(query),
                                                std::move(etag_and_time), known));
}

}  // namespace

void register_stream_routes(http::Router& router, Services& services) {
  constexpr std::string_view kQueries = "/databases/{database}/streams/queries";
  const auto query = with_database(services, std::bind_front(stream_query, std::cref(services)));
  router.add("GET", "/databases/{database}/streams/docs", Permission::kReadDatabase,
             with_database(services, stream_documents));
  router.add("POST", kQueries, Permission::kReadDatabase, query);
  router.add("GET", kQueries, Permission::kReadDatabase, query);
}

}  // namespace penstock::api
