// PATCH of a single document (protocol, section 3.7).
#include "patch/patches.h"

#include <memory>

#include "api/answers.h"
#include "api/patch_requests.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "api/write_counters.h"
#include "base/json_object_text.h"

namespace penstock::api {
namespace {

using patch::PatchStatus;

/// A patch on its way: what was asked, and what became of it so far.
struct PatchExchange {
  patch::PatchRequest asked;
  bool shows_debug = false;
  bool is_test = false;  ///< Nothing is written.
  patch::PreparedPatch prepared;
  patch::PatchResult result;
};

Result<std::shared_ptr<PatchExchange>> read_patch(const http::Request& request) {
  auto exchange = std::make_shared<PatchExchange>();
  exchange->asked = TRY(parse_patch(request.body));
  exchange->asked.id = TRY(required_parameter(request, "id"));
  exchange->asked.expected = {etag_header(request, "If-Match")};
  exchange->asked.skip_on_mismatch =
      TRY(flag_parameter(request, "skipPatchIfChangeVectorMismatch"));
  exchange->is_test = TRY(flag_parameter(request, "test"));
  exchange->shows_debug = TRY(flag_parameter(request, "debug")) || exchange->is_test;
  exchange->asked.script.keep_output = exchange->shows_debug;
  if (exchange->asked.if_missing) exchange->asked.if_missing->keep_output = exchange->shows_debug;
  return exchange;
}

Result<patch::PreparedTransaction> prepare(patch::PatchScripts& scripts,
                                           const std::shared_ptr<PatchExchange>& exchange,
                                           const documents::DatabaseSnapshot& snapshot,
                                           const std::stop_token& stop) {
  patch::PatchAttempt attempt(scripts, snapshot);
  exchange->prepared = TRY(attempt.prepare(exchange->asked, stop));
  return patch::PreparedTransaction{
      attempt.read(), [exchange](documents::WriteContext& context) -> Result<void> {
        if (!exchange->is_test) {
          exchange->result = TRY(patch::apply(exchange->prepared, context));
          return {};
        }
        const auto& prepared = exchange->prepared;
        exchange->result.status = prepared.status;
        exchange->result.document = TRY(context.get(prepared.id));
        if (prepared.content) {
          exchange->result.document = patch::unsaved_document(prepared.id, *prepared.content);
        }
        return {};
      }};
}

http::Response patch_response(const PatchExchange& exchange) {
  const auto& document = exchange.result.document;
  const auto& original = exchange.prepared.original;
  std::string body;
  JsonObjectText answer(body);
  answer.text("Status", to_string(exchange.result.status))
      .json("ModifiedDocument", document ? document->to_json() : "null")
      .json("OriginalDocument", exchange.shows_debug && original ? *original : "null")
      .json("Debug", exchange.shows_debug ? patch_debug_to_json(exchange.prepared) : "null");
  if (document) {
    answer.text("ChangeVector", document->change_vector)
        .text("Collection", document->collection)
        .text("LastModified", format_wire_time(document->last_modified));
  }
  answer.end();
  const bool is_missing = exchange.result.status == PatchStatus::kDocumentDoesNotExist;
  const bool is_created = exchange.result.status == PatchStatus::kCreated;
  return http::json_response(is_missing ? 404 : is_created ? 201 : 200, std::move(body));
}

Result<void> patch_document(Services& services, Counter written, const http::Request& request,
                            const http::Respond& respond) {
  const auto exchange = TRY(read_patch(request));
  services.patches.writes().submit(
      TRY(services.databases.find(request.segment("database"))), exchange->asked.id,
      std::bind_front(prepare, std::ref(services.patches.scripts()), exchange),
      answer_written(request, respond, [exchange, written]() mutable {
        if (exchange->prepared.content && !exchange->is_test) written.increment();
        return patch_response(*exchange);
      }));
  return {};
}

}  // namespace

void register_patch_routes(http::Router& router, Services& services) {
  const auto counters = WriteCounters(services.metrics);
  router.add("PATCH", "/databases/{database}/docs", Permission::kWriteDatabase,
             with_database(services,
                           [&services, counters](const http::Request& request, documents::Database&,
                                                 const http::Respond& respond) {
                             return patch_document(services, counters.written, request, respond);
                           }));
}

}  // namespace penstock::api
