// How much there is of what in a database (protocol, section 2.4).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/answers.h"
#include "api/routes.h"
#include "api/size_json.h"
#include "documents/compare_exchange.h"
#include "documents/identities.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

json::object essential(const documents::DatabaseStatistics& statistics) {
  return {{"CountOfIndexes", 0},
          {"CountOfDocuments", statistics.documents},
          {"CountOfRevisionDocuments", statistics.items.of(documents::CountedItem::kRevisions)},
          {"CountOfDocumentsConflicts", 0},
          {"CountOfTombstones", statistics.tombstones},
          {"CountOfConflicts", 0},
          {"CountOfAttachments", statistics.items.of(documents::CountedItem::kAttachments)},
          {"CountOfUniqueAttachments", statistics.items.of(documents::CountedItem::kContents)},
          {"CountOfCounterEntries", statistics.items.of(documents::CountedItem::kCounters)},
          {"CountOfTimeSeriesSegments",
           statistics.items.of(documents::CountedItem::kTimeSeriesSegments)},
          {"Indexes", json::array()}};
}

json::object complete(const documents::Database& database,
                      const documents::DatabaseStatistics& statistics) {
  auto result = essential(statistics);
  result["LastDocEtag"] = statistics.last_etag.value;
  result["LastDatabaseEtag"] = statistics.last_etag.value;
  result["DatabaseChangeVector"] = statistics.change_vector;
  result["DatabaseId"] = database.identity().id;
  result["NumberOfTransactionMergerQueueOperations"] = 0;
  result["Is64Bit"] = true;
  result["Pager"] = "RocksDB";
  result["LastIndexingTime"] = nullptr;
  result["SizeOnDisk"] = size_for_clients(statistics.disk_bytes);
  result["TempBuffersSizeOnDisk"] = size_for_clients(0);
  return result;
}

Result<http::Response> detailed(const http::Request& /*request*/, documents::Database& database) {
  auto result = complete(database, TRY(database.statistics()));
  const auto snapshot = TRY(database.snapshot());
  const auto values = TRY(documents::CompareExchangeReader(snapshot.storage()).counts());
  result["CountOfIdentities"] = TRY(documents::read_identities(snapshot.storage())).size();
  result["CountOfCompareExchange"] = values.values;
  result["CountOfCompareExchangeTombstones"] = values.tombstones;
  return json_response(200, result);
}

json::object by_collection(const documents::DatabaseStatistics& statistics) {
  json::object collections;
  for (const auto& collection : statistics.collections) {
    if (collection.documents > 0) collections[collection.name] = collection.documents;
  }
  return {{"CountOfDocuments", statistics.documents},
          {"CountOfConflicts", 0},
          {"Collections", std::move(collections)}};
}

json::object by_collection_detailed(const documents::DatabaseStatistics& statistics) {
  json::object collections;
  for (const auto& collection : statistics.collections) {
    if (collection.documents == 0) continue;
    collections[collection.name] =
        json::object{{"Name", collection.name},
                     {"CountOfDocuments", collection.documents},
                     {"Size", size_for_clients(collection.document_bytes)},
                     {"DocumentsSize", size_for_clients(collection.document_bytes)},
                     {"TombstonesSize", size_for_clients(0)},
                     {"RevisionsSize", size_for_clients(0)}};
  }
  return {{"CountOfDocuments", statistics.documents},
          {"CountOfConflicts", 0},
          {"Collections", std::move(collections)}};
}

using Shape =
    std::function<json::object(const documents::Database&, const documents::DatabaseStatistics&)>;

}  // namespace

void register_statistics_routes(http::Router& router, Services& services) {
  const auto add = [&](std::string_view path, Shape shape) {
    router.add("GET", fmt::format("/databases/{{database}}/{}", path), Permission::kReadDatabase,
               with_database(services,
                             [shape = std::move(shape)](
                                 const http::Request&,
                                 documents::Database& database) -> Result<http::Response> {
                               const auto statistics = TRY(database.statistics());
                               return json_response(200, shape(database, statistics));
                             }));
  };
  add("stats", complete);
  router.add("GET", "/databases/{database}/stats/detailed", Permission::kReadDatabase,
             with_database(services, detailed));
  add("stats/essential", [](const auto&, const auto& statistics) { return essential(statistics); });
  add("collections/stats",
      [](const auto&, const auto& statistics) { return by_collection(statistics); });
  add("collections/stats/detailed",
      [](const auto&, const auto& statistics) { return by_collection_detailed(statistics); });
}

}  // namespace penstock::api
