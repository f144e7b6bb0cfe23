// Counters of documents (protocol, section 8.1).
#include <algorithm>
#include <memory>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/counter_json.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "documents/commit_tables.h"
#include "documents/counter_reader.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::CounterOperation;

http::Response counters_response(CounterList counters) {
  return http::json_response(200, fmt::format(R"({{"Counters":{}}})", counters.take()));
}

CounterList new_list(const documents::Database& database, bool full) {
  return full ? CounterList(database.identity()) : CounterList();
}

Result<http::Response> get_counters(const http::Request& request, documents::Database& database) {
  const auto id = TRY(required_parameter(request, "docId"));
  const auto snapshot = TRY(database.snapshot());
  const documents::CounterReader reader(snapshot.storage());
  auto list = new_list(database, TRY(flag_parameter(request, "full")));
  const auto names = request.parameters("counter");
  for (const auto name : names) TRY(add_counter(reader, id, name, list));
  if (names.empty()) {
    for (const auto& counter : TRY(reader.all(id))) list.add(id, counter.name, counter.value);
  }
  return counters_response(std::move(list));
}

/// The body of a POST.
struct CounterBatch {
  std::vector<DocumentCounters> documents;
  bool full = false;
  bool from_etl = false;  ///< Documents that are not there are passed over.
};

Result<CounterBatch> read_batch(const http::Request& request) {
  const auto body = TRY(object_body(request));
  CounterBatch batch;
  batch.full = TRY(flag_member(body, "ReplyWithAllNodesValues"));
  batch.from_etl = TRY(flag_member(body, "FromEtl"));
  const auto* member = body.if_contains("Documents");
  const auto* documents = member == nullptr ? nullptr : member->if_array();
  if (documents == nullptr) return invalid_argument("'Documents' is not an array.");
  for (const auto& document : *documents) {
    if (!document.is_object()) return invalid_argument("One of 'Documents' is not an object.");
    batch.documents.push_back(TRY(parse_document_counters(document.as_object())));
  }
  return batch;
}

bool only_reads(const CounterBatch& batch) {
  return std::ranges::all_of(batch.documents, [](const auto& document) {
    return std::ranges::all_of(document.operations, [](const auto& operation) {
      return operation.type == CounterOperation::Type::kGet;
    });
  });
}

/// Names that are too many for an address come as a POST, which need not wait for the writer.
Result<http::Response> read(const CounterBatch& batch, const documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const documents::CounterReader reader(snapshot.storage());
  auto list = new_list(database, batch.full);
  for (const auto& document : batch.documents) {
    for (const auto& operation : document.operations) {
      TRY(add_counter(reader, document.document_id, operation.name, list));
    }
  }
  return counters_response(std::move(list));
}

Result<void> apply(const CounterBatch& batch, documents::CommitTables& tables, CounterList& list) {
  for (const auto& document : batch.documents) {
    if (batch.from_etl && !TRY(tables.documents.head(document.document_id))) continue;
    list.add(document, TRY(tables.counters.apply(document.document_id, document.operations)));
  }
  return {};
}

Result<void> post_counters(const http::Request& request, documents::Database& database,
                           const http::Respond& respond) {
  auto batch = std::make_shared<const CounterBatch>(TRY(read_batch(request)));
  if (only_reads(*batch)) {
    respond(TRY(read(*batch, database)));
    return {};
  }
  TRY(require(request, Permission::kWriteDatabase));
  const auto list = std::make_shared<CounterList>();
  database.write(
      [batch, list,
       empty = new_list(database, batch->full)](documents::WriteContext& context) -> Result<void> {
        *list = empty;
        return apply(*batch, context.tables(), *list);
      },
      answer_written(request, respond, [list] { return counters_response(std::move(*list)); }));
  return {};
}

}  // namespace

void register_counter_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/counters";
  router.add("GET", kPath, Permission::kReadDatabase, with_database(services, get_counters));
  router.add("POST", kPath, Permission::kReadDatabase, with_database(services, post_counters));
}

}  // namespace penstock::api
