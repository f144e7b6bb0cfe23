// POST /bulk_docs: many commands, one transaction (protocol, section 4).
#include <optional>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/batch_command.h"
#include "api/multipart_batch.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/write_counters.h"
#include "etl/document/checkpoint.h"

namespace penstock::api {
namespace {

using etl::document::BatchClaim;

bool is_multipart(const http::Request& request) {
  return request.header("Content-Type").value_or("").starts_with("multipart/");
}

/// What the query string asks for beyond one node.
std::string unsupported_option(const http::Request& request) {
  const auto replicas = request.parameter("numberOfReplicasToWaitFor");
  if (replicas && *replicas != "0" && *replicas != "1") return "numberOfReplicasToWaitFor";
  return "";
}

/// What an ETL process of another Penstock says of its batch; nothing for any other client.
Result<std::optional<BatchClaim>> read_claim(const http::Request& request) {
  const auto header = request.header(etl::document::kClaimHeader);
  if (!header) return std::nullopt;
  return std::optional(TRY(etl::document::parse_claim(*header)));
}

/// What a batch left for its answer.
struct Outcome {
  std::string results;
  std::size_t written = 0;
  std::size_t deleted = 0;
};

Result<void> bulk_docs(WriteCounters counters, const http::Request& request,
                       documents::Database& database, const http::Respond& respond) {
  const auto option = unsupported_option(request);
  if (!option.empty()) {
    respond(not_supported(option, request));
    return {};
  }
  auto parts = is_multipart(request)
                   ? TRY(read_multipart_batch(request, database))
                   : MultipartBatch{.batch = TRY(parse_batch(request.body)), .contents = {}};
  if (!parts.batch.unsupported.empty()) {
    respond(not_supported(parts.batch.unsupported, request));
    return {};
  }
  if (contents_wanted(parts.batch) != parts.contents.size()) {
    return invalid_argument("AttachmentPUT needs a multipart body with a stream for each.");
  }
  const auto claim = TRY(read_claim(request));
  const auto outcome = std::make_shared<Outcome>();
  database.write(
      [parts = std::make_shared<const MultipartBatch>(std::move(parts)), claim,
       outcome](documents::WriteContext& context) -> Result<void> {
        if (claim) TRY(etl::document::advance_checkpoint(context, *claim));
        BatchRun run{.context = context,
                     .results = {},
                     .last_put_id = {},
                     .contents = parts->contents,
                     .late_vectors = {}};
        TRY(apply(parts->batch, run));
        *outcome = {std::move(run.results), run.written, run.deleted};
        return {};
      },
      answer_written(request, respond, [counters, outcome]() mutable {
        counters.written.increment(static_cast<double>(outcome->written));
        counters.deleted.increment(static_cast<double>(outcome->deleted));
        return http::json_response(201, fmt::format(R"({{"Results":[{}]}})", outcome->results));
      }));
  return {};
}

}  // namespace

void register_batch_routes(http::Router& router, Services& services) {
  const auto handler =
      with_database(services, std::bind_front(bulk_docs, WriteCounters(services.metrics)));
  router.add("POST", "/databases/{database}/bulk_docs", handler);
  router.add_streamed("POST", "/databases/{database}/bulk_docs", handler, is_multipart);
}

}  // namespace penstock::api
