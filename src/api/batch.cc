// POST /bulk_docs: many commands, one transaction (protocol, section 4).
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/answers.h"
#include "api/batch_command.h"
#include "api/multipart_batch.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/write_counters.h"
#include "base/wire_time.h"
#include "documents/commit_tables.h"
#include "etl/document/claim_header.h"
#include "patch/patches.h"

namespace penstock::api {
namespace {

using etl::BatchClaim;

bool is_multipart(const http::Request& request) {
  return request.header("Content-Type").value_or("").starts_with("multipart/");
}

/// What the query string asks for beyond one node; empty if nothing.
Result<std::string> unsupported_option(const http::Request& request) {
  constexpr const char* kReplicas = "numberOfReplicasToWaitFor";
  if (request.parameter(kReplicas) == "majority") return kReplicas;
  return TRY(number_parameter(request, kReplicas, 0)) > 1 ? kReplicas : std::string();
}

/// What to wait for is there at once on one node without indexes; that it is right is checked.
Result<void> check_waiting(const http::Request& request) {
  for (const auto* name : {"waitForReplicasTimeout", "waitForIndexesTimeout"}) {
    const auto text = request.parameter(name);
    if (text && !parse_time_span(*text)) {
      return invalid_argument(
          fmt::format("The query parameter '{}' is not a time span like 00:00:15.", name));
    }
  }
  for (const auto* name :
       {"throwOnTimeoutInWaitForReplicas", "waitForIndexThrow", "disableAtomicDocumentWrites"}) {
    TRY(flag_parameter(request, name));
  }
  return {};
}

/// What an ETL process of another Penstock says of its batch; nothing for any other client.
Result<std::optional<BatchClaim>> read_claim(const http::Request& request) {
  const auto header = request.header(etl::document::kClaimHeader);
  if (!header) return std::nullopt;
  return std::optional(TRY(etl::document::parse_claim(*header)));
}

/// A batch on its way, and what it left for its answer.
struct BatchWrite {
  MultipartBatch parts;
  std::optional<BatchClaim> claim;
  std::string results = {};
  std::size_t written = 0;
  std::size_t deleted = 0;
  bool misses_attachment = false;
  std::uint64_t transaction_index = 0;  ///< Of a cluster-wide batch.

  http::Response response() const {
    const auto index = transaction_index == 0
                           ? std::string()
                           : fmt::format(R"(,"TransactionIndex":{})", transaction_index);
    return http::json_response(201, fmt::format(R"({{"Results":[{}]{}}})", results, index));
  }
};

using Patches = std::vector<patch::PreparedPatch>;

documents::Transaction transaction_of(const std::shared_ptr<BatchWrite>& write,
                                      std::shared_ptr<const Patches> patches) {
  return [write, patches = std::move(patches)](documents::WriteContext& context) -> Result<void> {
    if (write->claim) TRY(etl::advance_checkpoint(context, *write->claim));
    BatchRun run{.context = context,
                 .results = {},
                 .last_put_id = {},
                 .contents = write->parts.contents,
                 .late_vectors = {},
                 .patches = *patches};
    const auto applied = apply(write->parts.batch, run);
    write->misses_attachment = run.misses_attachment;
    TRY(applied);
    write->results = std::move(run.results);
    write->written = run.written;
    write->deleted = run.deleted;
    if (write->parts.batch.is_cluster_wide) {
      write->transaction_index = TRY(context.tables().compare_exchange.take_index());
    }
    return {};
  };
}

/// For a batch with scripts.
Result<patch::PreparedTransaction> prepare_write(patch::PatchScripts& scripts,
                                                 const std::shared_ptr<BatchWrite>& write,
                                                 const documents::DatabaseSnapshot& snapshot,
                                                 const std::stop_token& stop) {
  BatchPreparation preparation{patch::PatchAttempt(scripts, snapshot), {}, stop};
  TRY(prepare(write->parts.batch, preparation));
  auto patches = std::make_shared<const Patches>(std::move(preparation.patches));
  return patch::PreparedTransaction{preparation.attempt.read(),
                                    transaction_of(write, std::move(patches))};
}

Result<MultipartBatch> read_parts(const http::Request& request, documents::Database& database) {
  if (is_multipart(request)) return read_multipart_batch(request, database);
  const bool guards = !TRY(flag_parameter(request, "disableAtomicDocumentWrites"));
  return MultipartBatch{.batch = TRY(parse_batch(request.body, guards)), .contents = {}};
}

/// A session that another cluster-wide one was ahead of knows it by an exception of its own.
documents::Completion answer_cluster_wide(const http::Request& request, http::Respond respond,
                                          documents::Completion otherwise) {
  return [&request, respond = std::move(respond),
          otherwise = std::move(otherwise)](Result<void> written) {
    if (written || written.error().code != ErrorCode::kConflict) {
      return otherwise(std::move(written));
    }
    respond(http::error_response(409,
                                 "Raven.Client.Exceptions.ClusterTransactionConcurrencyException",
                                 written.error().message, request.target));
  };
}

/// An attachment that is to be copied and is not there has one, too.
documents::Completion answer_attachments(const http::Request& request, http::Respond respond,
                                         std::shared_ptr<const BatchWrite> write,
                                         documents::Completion otherwise) {
  return [&request, respond = std::move(respond), write = std::move(write),
          otherwise = std::move(otherwise)](Result<void> written) {
    const bool misses = !written && written.error().code == ErrorCode::kNotFound;
    if (!misses || !write->misses_attachment) return otherwise(std::move(written));
    respond(http::error_response(
        500, "Raven.Client.Exceptions.Documents.Attachments.AttachmentDoesNotExistException",
        written.error().message, request.target));
  };
}

Result<void> bulk_docs(Services& services, WriteCounters counters, const http::Request& request,
                       documents::Database& database, const http::Respond& respond) {
  const auto option = TRY(unsupported_option(request));
  TRY(check_waiting(request));
  auto parts = option.empty() ? TRY(read_parts(request, database))
                              : MultipartBatch{.batch = {{}, option, false}, .contents = {}};
  if (!parts.batch.unsupported.empty()) {
    respond(not_supported(parts.batch.unsupported, request));
    return {};
  }
  if (contents_wanted(parts.batch) != parts.contents.size()) {
    return invalid_argument("AttachmentPUT needs a multipart body with a stream for each.");
  }
  auto claim = TRY(read_claim(request));
  const auto write = std::make_shared<BatchWrite>(
      BatchWrite{.parts = std::move(parts), .claim = std::move(claim)});
  auto done = answer_written(request, respond, [counters, write]() mutable {
    counters.written.increment(static_cast<double>(write->written));
    counters.deleted.increment(static_cast<double>(write->deleted));
    return write->response();
  });
  done = answer_attachments(request, respond, write, std::move(done));
  if (write->parts.batch.is_cluster_wide) {
    done = answer_cluster_wide(request, respond, std::move(done));
  }
  const auto id = patched_id(write->parts.batch);
  if (id.empty()) {
    database.write(transaction_of(write, std::make_shared<const Patches>()), std::move(done));
    return {};
  }
  services.patches.writes().submit(
      TRY(services.databases.find(request.segment("database"))), std::string(id),
      std::bind_front(prepare_write, std::ref(services.patches.scripts()), write), done);
  return {};
}

}  // namespace

void register_batch_routes(http::Router& router, Services& services) {
  const auto handler = with_database(
      services, std::bind_front(bulk_docs, std::ref(services), WriteCounters(services.metrics)));
  router.add("POST", "/databases/{database}/bulk_docs", Permission::kWriteDatabase, handler);
  router.add_streamed("POST", "/databases/{database}/bulk_docs", Permission::kWriteDatabase,
                      handler, is_multipart);
}

}  // namespace penstock::api
