#include "api/query_answer.h"

#include <algorithm>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include "api/document_list.h"
#include "api/included_ids.h"
#include "base/json.h"
#include "base/text.h"
#include "query/projection.h"
#include "query/query_cursor.h"

namespace penstock::api {
namespace {

using documents::Database;
using documents::DatabaseSnapshot;
using documents::Document;
using query::Query;

/// The results of one answer, and the ids that they include.
class ResultList {
 public:
  ResultList(const Query& query, bool metadata_only)
      : query_(query), metadata_only_(metadata_only) {}

  Result<void> add(const Document& document) {
    TRY(results_.add_json(metadata_only_ ? document.metadata_to_json()
                                         : result_to_json(document, query_)));
    for (const auto& field : query_.includes) {
      field.visit_elements(document, [this](std::string_view json) {
        auto id = query::read_string(json);
        if (id && !id->empty()) included_ids_.insert(*std::move(id));
        return true;
      });
    }
    return {};
  }

  Result<std::string> includes(const DatabaseSnapshot& snapshot) const {
    return included_documents(snapshot, included_ids_, kDocumentsBytesMax - results_.bytes());
  }

  std::string take() { return results_.take(); }

 private:
  const Query& query_;
  const bool metadata_only_;
  DocumentList results_;
  std::set<std::string> included_ids_;
};

std::string included_paths(const Query& query) {
  if (query.includes.empty()) return "null";
  std::string json = "[";
  for (const auto& field : query.includes) {
    if (json.size() > 1) json += ',';
    append_json_string(json, field.written());
  }
  return json + ']';
}

/// Whether every document of the collection is a result of its own.
bool takes_all(const Query& query) {
  return !query.where && (!query.distinct || query.select.empty());
}

std::uint64_t count_documents(const documents::DatabaseStatistics& statistics, const Query& query) {
  if (query.is_all_documents()) return statistics.documents;
  const auto found = std::find_if(statistics.collections.begin(), statistics.collections.end(),
                                  [&](const auto& collection) {
                                    return equal_ignoring_case(collection.name, query.collection);
                                  });
  return found == statistics.collections.end() ? 0 : found->documents;
}

}  // namespace

std::string index_name(const Query& query) {
  return query.is_all_documents() ? "AllDocs" : "collection/" + query.collection;
}

std::string result_to_json(const Document& document, const Query& query) {
  return query.select.empty() ? document.to_json()
                              : query::projection_to_json(document, query.select);
}

Result<std::optional<std::uint64_t>> known_total(const Database& database, const Query& query) {
  if (!takes_all(query)) return std::nullopt;
  return std::optional(count_documents(TRY(database.statistics()), query));
}

Result<std::string> answer_query(const Services& services, const Database& database,
                                 const DatabaseSnapshot& snapshot, const Query& query,
                                 const QueryAnswerOptions& options) {
  const auto started = services.clock.monotonic();
  query::QueryCursor cursor(snapshot, query, options.stop);
  ResultList results(query, options.metadata_only);
  while (const auto document = TRY(cursor.next())) TRY(results.add(*document));
  const auto known = TRY(known_total(database, query));
  const auto total = known ? *known : TRY(cursor.count_all());
  const auto includes = TRY(results.includes(snapshot));
  const auto duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(services.clock.monotonic() - started);
  const auto now = format_wire_time(services.clock.now());
  std::string body = fmt::format(
      R"({{"TotalResults":{},"SkippedResults":{},"DurationInMs":{},"IncludedPaths":{},"IndexName":)",
      total, cursor.skipped(), duration.count(), included_paths(query));
  append_json_string(body, index_name(query));
  body += fmt::format(
      R"(,"Results":{},"Includes":{},"IndexTimestamp":"{}","LastQueryTime":"{}","IsStale":false,)"
      R"("ResultEtag":{},"NodeTag":"{}"}})",
      results.take(), includes, now, now, TRY(snapshot.last_etag()).value, services.node_tag);
  return body;
}

}  // namespace penstock::api
