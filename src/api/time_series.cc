// Time series of documents (protocol, section 8.2).
#include <limits>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/included_ids.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/time_series_json.h"
#include "base/json_object_text.h"
#include "base/random_id.h"
#include "base/text.h"
#include "documents/commit_tables.h"
#include "documents/time_series_reader.h"

namespace penstock::api {
namespace {

using documents::Database;
using documents::DatabaseSnapshot;
using documents::TimeSeriesReader;

Result<documents::TimeSeriesPage> read_page(const http::Request& request) {
  const auto all = std::numeric_limits<std::int64_t>::max();
  return documents::TimeSeriesPage{
      .skip = static_cast<std::size_t>(TRY(number_parameter(request, "start", 0))),
      .take = static_cast<std::size_t>(TRY(number_parameter(request, "pageSize", all)))};
}

/// What the requests of one address have in common.
Result<TimeSeriesRequest> read_request(const http::Request& request, const Database& database,
                                       std::string_view name) {
  TimeSeriesRequest read;
  read.document_id = TRY(required_parameter(request, "docId"));
  read.name = name;
  read.page = TRY(read_page(request));
  if (TRY(flag_parameter(request, "full")) && documents::is_incremental(name)) {
    const auto& node = database.identity();
    read.node = fmt::format("{}-{}", node.node_tag, guid_to_base64(node.id).value_or(""));
  }
  return read;
}

/// One range with the documents that the client asked for: that of the series, those that the tags
/// of the entries name.
Result<std::string> range_with_includes(const http::Request& request,
                                        const DatabaseSnapshot& snapshot,
                                        const TimeSeriesRequest& series) {
  const bool with_document = TRY(flag_parameter(request, "includeDocument"));
  const bool with_tags = TRY(flag_parameter(request, "includeTags"));
  std::set<std::string> ids;
  if (with_document) ids.insert(series.document_id);
  auto json =
      TRY(time_series_range_json(TimeSeriesReader(snapshot.storage()), series,
                                 [&](const documents::TimeSeriesEntry& entry) -> Result<void> {
                                   if (with_tags && !entry.tag.empty()) ids.insert(entry.tag);
                                   return {};
                                 }));
  if (with_document || with_tags) {
    json += R"(,"Includes":)" + TRY(included_documents(snapshot, ids));
  }
  return json + '}';
}

Result<http::Response> get_range(const http::Request& request, const Database& database) {
  const auto name = TRY(required_parameter(request, "name"));
  auto series = TRY(read_request(request, database, name));
  series.range = TRY(parse_time_range(request.parameter("from").value_or(""),
                                      request.parameter("to").value_or("")));
  const auto snapshot = TRY(database.snapshot());
  if (!TRY(TimeSeriesReader(snapshot.storage()).statistics(series.document_id, name))) {
    return empty_response(404);
  }
  return http::json_response(200, TRY(range_with_includes(request, snapshot, series)));
}

Result<http::Response> get_ranges(const http::Request& request, const Database& database) {
  const auto names = request.parameters("name");
  const auto from = request.parameters("from");
  const auto to = request.parameters("to");
  if (names.empty()) return invalid_argument("The parameter 'name' is missing.");
  if (from.size() != names.size() || to.size() != names.size()) {
    return invalid_argument("There must be as many 'from' and 'to' as there are names.");
  }
  const auto snapshot = TRY(database.snapshot());
  std::map<std::string, std::string> by_name;  // One list for each name, however it is spelled.
  std::map<std::string, std::string> spellings;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto series = TRY(read_request(request, database, names[i]));
    series.range = TRY(parse_time_range(from[i], to[i]));
    const auto folded = fold_case(names[i]);
    spellings.try_emplace(folded, names[i]);
    auto& ranges = by_name[folded];
    if (!ranges.empty()) ranges += ',';
    ranges += TRY(range_with_includes(request, snapshot, series));
    bytes += ranges.size();
    if (bytes > kDocumentsBytesMax) {
      return Error{ErrorCode::kTooLarge, "The answer would be too large; ask for pages of it."};
    }
  }
  std::string values;
  JsonObjectText object(values);
  for (const auto& [folded, ranges] : by_name) object.json(spellings[folded], '[' + ranges + ']');
  object.end();
  std::string json;
  JsonObjectText(json)
      .text("Id", TRY(required_parameter(request, "docId")))
      .json("Values", values)
      .end();
  return http::json_response(200, std::move(json));
}

Result<http::Response> get_statistics(const http::Request& request, const Database& database) {
  const auto id = TRY(required_parameter(request, "docId"));
  const auto snapshot = TRY(database.snapshot());
  if (!TRY(snapshot.get(id))) return empty_response(404);
  std::string list;
  for (const auto& series : TRY(TimeSeriesReader(snapshot.storage()).all_statistics(id))) {
    if (!list.empty()) list += ',';
    JsonObjectText(list)
        .text("Name", series.name)
        .json("NumberOfEntries", std::to_string(series.entries))
        .text("StartDate", format_wire_time(series.range.from))
        .text("EndDate", format_wire_time(series.range.to))
        .end();
  }
  std::string json;
  JsonObjectText(json).text("DocumentId", id).json("TimeSeries", '[' + list + ']').end();
  return http::json_response(200, std::move(json));
}

Result<void> post_changes(const http::Request& request, Database& database,
                          const http::Respond& respond) {
  auto id = TRY(required_parameter(request, "docId"));
  auto changes = TRY(parse_time_series_changes(request.body));
  database.write(
      [id = std::move(id),
       changes = std::move(changes)](documents::WriteContext& context) -> Result<void> {
        TRY(context.tables().time_series.apply(id, changes));
        return {};
      },
      answer_written(request, respond, [] { return empty_response(204); }));
  return {};
}

}  // namespace

void register_time_series_routes(http::Router& router, Services& services) {
  const auto path = [](std::string_view rest) {
    return fmt::format("/databases/{{database}}/{}", rest);
  };
  router.add("GET", path("timeseries"), Permission::kReadDatabase,
             with_database(services, get_range));
  router.add("POST", path("timeseries"), Permission::kWriteDatabase,
             with_database(services, post_changes));
  router.add("GET", path("timeseries/ranges"), Permission::kReadDatabase,
             with_database(services, get_ranges));
  router.add("GET", path("timeseries/stats"), Permission::kReadDatabase,
             with_database(services, get_statistics));
  const auto refuse = [&](const std::string& method, std::string_view rest, Permission permission) {
    router.add(method, path(rest), permission,
               with_database(
                   services, [](const http::Request& request, Database&) -> Result<http::Response> {
                     return not_supported("policies and named values of time series", request);
                   }));
  };
  refuse("POST", "admin/timeseries/config", Permission::kAdministerDatabase);
  refuse("PUT", "admin/timeseries/policy", Permission::kAdministerDatabase);
  refuse("DELETE", "admin/timeseries/policy", Permission::kAdministerDatabase);
  refuse("POST", "timeseries/names/config", Permission::kWriteDatabase);
}

}  // namespace penstock::api
