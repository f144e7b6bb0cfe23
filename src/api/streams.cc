// Documents and queries as streams of any length (protocol, section 10.5).
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/id_filter.h"
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

constexpr auto kAll = std::numeric_limits<std::int64_t>::max();

StreamFormat format_of(const http::Request& request) {
  return request.parameter("format") == "jsonl" ? StreamFormat::kLines : StreamFormat::kObject;
}

http::Response streamed(std::shared_ptr<http::BodySource> source) {
  http::Response response{200, {{"Content-Type", "application/json; charset=utf-8"}}, {}};
  response.source = std::move(source);
  return response;
}

/// Which documents a stream of documents has: those whose ids start with a prefix, by id, or all,
/// in the order of their changes.
struct DocumentRange {
  std::optional<std::string> prefix = {};
  std::string after_id = {};
  documents::Etag after_etag = {};
  IdFilter filter;
  std::int64_t skip = 0;
  std::int64_t left = kAll;
};

Result<DocumentRange> read_range(const http::Request& request) {
  DocumentRange range{.filter = IdFilter(request.parameter("matches").value_or(""),
                                         request.parameter("exclude").value_or(""))};
  if (const auto prefix = request.parameter("startsWith")) range.prefix = std::string(*prefix);
  range.after_id = request.parameter("startAfter").value_or("");
  const auto etag = TRY(number_parameter(request, "etag", 0));
  range.after_etag.value = static_cast<std::uint64_t>(etag > 0 ? etag - 1 : 0);
  range.skip = TRY(number_parameter(request, "start", 0));
  range.left = TRY(number_parameter(request, "pageSize", kAll));
  return range;
}

class DocumentStream final : public LineSource {
 public:
  DocumentStream(StreamFormat format, DatabaseSnapshot snapshot, DocumentRange range)
      : LineSource(format), snapshot_(std::move(snapshot)), range_(std::move(range)) {}

 private:
  Result<bool> step() override {
    if (at_ == page_.size()) {
      TRY(read_page());
      if (page_.empty()) return false;
    }
    if (range_.left == 0) return false;
    const auto& document = page_[at_++];
    if (range_.prefix && !range_.filter.takes(tail_of(document.id))) return true;
    if (range_.skip > 0) {
      --range_.skip;
      return true;
    }
    --range_.left;
    add(document.to_json());
    return true;
  }

  Result<void> read_page() {
    page_ = range_.prefix ? TRY(snapshot_.by_prefix(*range_.prefix, range_.after_id, {}))
                          : TRY(snapshot_.by_collection("", range_.after_etag, {}));
    at_ = 0;
    if (page_.empty()) return {};
    range_.after_id = page_.back().id;
    range_.after_etag = page_.back().etag;
    return {};
  }

  /// An id and its prefix, equal without case, may differ in length outside of ASCII.
  std::string_view tail_of(std::string_view id) const {
    return id.substr(std::min(range_.prefix->size(), id.size()));
  }

  const DatabaseSnapshot snapshot_;
  DocumentRange range_;
  std::vector<Document> page_;
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
  auto range = TRY(read_range(request));
  return streamed(std::make_shared<DocumentStream>(format_of(request), TRY(database.snapshot()),
                                                   std::move(range)));
}

Result<http::Response> stream_query(const Services& services, const http::Request& request,
                                    const Database& database, const QueryRequest& asked) {
  auto query = asked.parse();
  if (!query) return invalid_query(query.error(), request);
  if (query->update) {
    return invalid_query(invalid_argument("'update' is for PATCH, not for reading."), request);
  }
  if (!query->includes.empty()) {
    return invalid_query(invalid_argument("A stream has no place for what 'include' names."),
                         request);
  }
  auto snapshot = TRY(database.snapshot());
  const auto known = TRY(known_total(database, *query));
  auto etag_and_time = fmt::format(
      R"("ResultEtag":{},"IsStale":false,"IndexTimestamp":"{}","NodeTag":"{}")",
      TRY(snapshot.last_etag()).value, format_wire_time(services.clock.now()), services.node_tag);
  return streamed(std::make_shared<QueryStream>(
      format_of(request), std::move(snapshot), *std::move(query), std::move(etag_and_time), known));
}

}  // namespace

void register_stream_routes(http::Router& router, Services& services) {
  constexpr std::string_view kQueries = "/databases/{database}/streams/queries";
  router.add("GET", "/databases/{database}/streams/docs",
             with_database(services, stream_documents));
  router.add("POST", kQueries,
             with_database(services,
                           [&services](const http::Request& request,
                                       Database& database) -> Result<http::Response> {
                             return stream_query(services, request, database,
                                                 TRY(read_query(TRY(object_body(request)))));
                           }));
  router.add(
      "GET", kQueries,
      with_database(
          services,
          [&services](const http::Request& request, Database& database) -> Result<http::Response> {
            return stream_query(services, request, database, TRY(read_query_string(request)));
          }));
}

}  // namespace penstock::api
