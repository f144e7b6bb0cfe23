// Delete and patch by query: operations behind the request (protocol, sections 10.4 and 14.1).
#include <memory>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/operations/operation_host.h"
#include "api/query_answer.h"
#include "api/query_request.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/write_counters.h"
#include "patch/query_writes.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::Database;
using patch::QueryWriteProgress;

/// Ids that the result of an operation names when `details` are asked for.
constexpr std::size_t kDetailsMax = 10'000;

/// What is done to the documents that a query finds.
struct QueryWrite {
  std::shared_ptr<Database> database;  ///< Kept as long as the operation runs.
  query::Query query;
  std::string text;
  std::string arguments = "{}";  ///< Of the script, if there is one.
  std::optional<std::uint64_t> total;
  bool with_details = false;
};

/// Tells of a write as it goes on, and what became of it.
class QueryWriteReporter {
 public:
  QueryWriteReporter(RunningOperation& running, const QueryWrite& write, const Counter& changed)
      : running_(running), write_(write), changed_(changed) {}

  void report(const QueryWriteProgress& progress) {
    changed_.increment(static_cast<double>(progress.ids.size()));
    const auto total = write_.total.value_or(progress.processed);
    running_.report(json::object{{"Processed", progress.processed}, {"Total", total}});
    if (!write_.with_details) return;
    for (const auto& id : progress.ids) {
      if (details_.size() < kDetailsMax) details_.push_back(json::object{{"Id", id}});
    }
  }

  json::value result(const QueryWriteProgress& progress) {
    return json::object{{"Query", write_.text},
                        {"Total", progress.processed},
                        {"DocumentsProcessed", progress.changed},
                        {"Details", std::move(details_)}};
  }

 private:
  RunningOperation& running_;
  const QueryWrite& write_;
  Counter changed_;
  json::array details_;
};

/// What to run behind the request, once for each kind of write.
using Run = Result<QueryWriteProgress> (*)(const Services& services, const QueryWrite& write,
                                           const patch::QueryWriteReport& report,
                                           const std::stop_token& stop);

Result<QueryWriteProgress> run_delete(const Services& /*services*/, const QueryWrite& write,
                                      const patch::QueryWriteReport& report,
                                      const std::stop_token& stop) {
  return patch::delete_by_query(*write.database, write.query, report, stop);
}

Result<QueryWriteProgress> run_patch(const Services& services, const QueryWrite& write,
                                     const patch::QueryWriteReport& report,
                                     const std::stop_token& stop) {
  return patch::patch_by_query(*write.database, services.patches, write.query, write.arguments,
                               report, stop);
}

/// `changed` counts the documents as they are written.
Result<http::Response> start(const Services& services, QueryWrite write, std::string type, Run run,
                             const Counter& changed) {
  auto description = OperationDescription{std::move(type), write.text};
  const auto operations = services.operations.of(*write.database);
  const auto id = TRY(services.operations.start(
      operations, std::nullopt, std::move(description),
      [&services, run, changed,
       write = std::move(write)](RunningOperation& running) -> Result<json::value> {
        QueryWriteReporter reporter(running, write, changed);
        const auto done = TRY(run(
            services, write, [&](const auto& progress) { reporter.report(progress); },
            running.stop()));
        return reporter.result(done);
      }));
  return operation_started(services, id);
}

Result<QueryWrite> read_write(const Services& services, const http::Request& request,
                              const QueryRequest& asked, query::Query query) {
  QueryWrite write;
  write.database = TRY(services.databases.find(request.segment("database")));
  write.query = std::move(query);
  write.text = asked.text;
  write.arguments = json::serialize(asked.parameters);
  write.total = TRY(known_total(*write.database, write.query));
  write.with_details = TRY(flag_parameter(request, "details"));
  return write;
}

/// Why this server cannot do it as it is asked to, if so.
std::optional<http::Response> refusal(const http::Request& request) {
  if (!request.parameter("maxOpsPerSec")) return std::nullopt;
  return not_supported("the parameter 'maxOpsPerSec'", request);
}

Result<http::Response> delete_by_query(const Services& services, const http::Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  const auto asked = TRY(read_query(TRY(object_body(request))));
  auto query = asked.parse();
  if (!query) return invalid_query(query.error(), request);
  if (query->update) {
    return invalid_query(invalid_argument("A query that deletes has no 'update'."), request);
  }
  if (const auto finds = patch::check_only_finds(*query); !finds) {
    return invalid_query(finds.error(), request);
  }
  return start(services, TRY(read_write(services, request, asked, *std::move(query))),
               "DeleteByQuery", run_delete, WriteCounters(services.metrics).deleted);
}

/// {"Query": {"Query": "from … update { … }", "QueryParameters": {…}}}
Result<QueryRequest> read_patch_query(const http::Request& request) {
  const auto body = TRY(object_body(request));
  const auto* inner = body.if_contains("Query");
  if (inner == nullptr || !inner->is_object()) return invalid_argument("'Query' is not an object.");
  return read_query(inner->get_object());
}

Result<http::Response> patch_by_query(const Services& services, const http::Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  const auto asked = TRY(read_patch_query(request));
  auto query = asked.parse();
  if (!query) return invalid_query(query.error(), request);
  if (!query->update) {
    return invalid_query(invalid_argument("A query that patches needs an 'update'."), request);
  }
  if (const auto finds = patch::check_only_finds(*query); !finds) {
    return invalid_query(finds.error(), request);
  }
  return start(services, TRY(read_write(services, request, asked, *std::move(query))),
               "PatchByQuery", run_patch, WriteCounters(services.metrics).written);
}

}  // namespace

void register_query_operation_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/queries";
  const auto add = [&](const std::string& method, auto endpoint) {
    router.add(method, kPath, Permission::kWriteDatabase,
               with_database(services,
                             [&services, endpoint](const http::Request& request,
                                                   Database&) -> Result<http::Response> {
                               return endpoint(services, request);
                             }));
  };
  add("DELETE", delete_by_query);
  add("PATCH", patch_by_query);
}

}  // namespace penstock::api
