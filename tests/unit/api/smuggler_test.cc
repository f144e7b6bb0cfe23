// Dumps: exported from one database and imported into another, and what is no dump.
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api_test.h"
#include "base/sha256.h"
#include "http/gzip.h"
#include "http/gzip_source.h"
#include "unit/documents/store_damages.h"

namespace penstock::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SmugglerTest : public ApiTest {
 protected:
  SmugglerTest() { must(databases_->create("copy")); }

  /// The dump of "shop", decompressed.
  std::string export_shop(const std::string& options = "{}") {
    return dump_in(send("POST", "/databases/shop/smuggler/export", options));
  }

  static std::string dump_in(const http::Response& response) {
    EXPECT_EQ(response.status, 200);
    std::string compressed;
    while (const auto piece = must(response.source->next())) compressed += *piece;
    return must(http::gunzip(compressed, std::size_t{1} << 30));
  }

  http::Response import(const std::string& dump, const std::string& query = "") {
    return send("POST", "/databases/copy/smuggler/import" + query, dump);
  }

  http::Response get(const std::string& database, const std::string& path) {
    return send("GET", "/databases/" + database + path);
  }

  boost::json::object copied(const std::string& id) {
    return json(get("copy", "/docs?id=" + id)).at("Results").at(0).as_object();
  }
  static boost::json::object metadata(const boost::json::object& document) {
    return document.at("@metadata").as_object();
  }
};

TEST_F(SmugglerTest, ABrowserSavesAllOfADatabase) {
  put("orders/1-A", R"({"n":1.50,"@metadata":{"@collection":"Orders"}})");
  const auto response = get("shop", "/smuggler/export");
  EXPECT_EQ(http::find_field(response.headers, "Content-Disposition"),
            R"(attachment; filename="shop.ravendbdump")");
  EXPECT_EQ(dump_in(response), export_shop());
}

TEST_F(SmugglerTest, DocumentsKeepTheirIdsContentMetadataAndTime) {
  put("orders/1-A", R"({"n":1.50,"@metadata":{"@collection":"Orders","Own":{"x":[1]}}})");
  put("loose", R"({"text":"ü\n"})");
  const auto time = metadata(json(get("shop", "/docs?id=loose")).at("Results").at(0).as_object())
                        .at("@last-modified");
  clock_.advance(std::chrono::hours(5));

  ASSERT_EQ(import(export_shop()).status, 200);

  const auto order = get("copy", "/docs?id=orders/1-A");
  EXPECT_THAT(order.body, HasSubstr(R"({"n":1.50,"@metadata":{"@collection":"Orders","Own":)"));
  EXPECT_EQ(copied("loose").at("text"), "ü\n");
  EXPECT_EQ(metadata(copied("loose")).at("@last-modified"), time);
}

TEST_F(SmugglerTest, AttachmentsCountersAndTimeSeriesComeAlong) {
  put("users/1", R"({"@metadata":{"@collection":"Users"}})");
  put("users/2", R"({"@metadata":{"@collection":"Users"}})");
  const std::string bytes = "],{\"raw\":" + std::string(600'000, '\x01');
  for (const auto* id : {"users/1", "users/2"}) {
    send("PUT", std::string("/databases/shop/attachments?name=a&contentType=x/y&id=") + id, bytes);
  }
  send("POST", "/databases/shop/counters",
       R"({"Documents":[{"DocumentId":"users/1","Operations":[)"
       R"({"Type":"Increment","CounterName":"Likes","Delta":-7}]}]})");
  send("POST", "/databases/shop/timeseries?docId=users/1",
       R"({"Name":"Heart","Appends":[{"Timestamp":"2024-01-01T10:00:00.0000000Z",)"
       R"("Values":[72.5,1],"Tag":"watches/1"}]})");

  const auto result = json(import(export_shop()));

  EXPECT_EQ(result.at("Documents").at("Attachments").at("ReadCount"), 1);  // Once for both.
  EXPECT_EQ(result.at("Counters").at("ErroredCount"), 0);
  const auto attachment = get("copy", "/attachments?id=users/2&name=a");
  ASSERT_EQ(attachment.status, 200);
  EXPECT_EQ(http::find_field(attachment.headers, "Content-Type"), "x/y");
  std::string read;
  while (const auto piece = must(attachment.source->next())) read += *piece;
  EXPECT_EQ(read, bytes);
  EXPECT_THAT(get("copy", "/counters?docId=users/1").body,
              HasSubstr(R"("CounterName":"Likes","TotalValue":-7)"));
  EXPECT_THAT(get("copy", "/timeseries?docId=users/1&name=Heart").body,
              HasSubstr(R"("Values":[72.5,1])"));
  EXPECT_EQ(metadata(copied("users/1")).at("@flags"), "HasAttachments, HasCounters, HasTimeSeries");
}

TEST_F(SmugglerTest, RevisionsKeepTheirOrderAndTimes) {
  send("POST", "/databases/shop/admin/revisions/config", R"({"Default":{"Disabled":false}})");
  for (const auto* text : {R"({"n":1})", R"({"n":2})", R"({"n":3})"}) {
    put("a", text);
    clock_.advance(std::chrono::seconds(10));
  }
  put("gone", R"({"n":1})");
  send("DELETE", "/databases/shop/docs?id=gone");
  const auto revisions_of = [&](const std::string& database, const std::string& id) {
    std::string found;
    const auto answer = json(get(database, "/revisions?id=" + id));
    for (const auto& revision : answer.at("Results").as_array()) {
      auto object = revision.as_object();
      auto own = metadata(object);
      own.erase("@change-vector");
      object["@metadata"] = own;
      found += boost::json::serialize(object) + "\n";
    }
    return found;
  };

  ASSERT_EQ(import(export_shop()).status, 200);

  EXPECT_EQ(revisions_of("copy", "a"), revisions_of("shop", "a"));
  EXPECT_EQ(revisions_of("copy", "gone"), revisions_of("shop", "gone"));
  // The configuration came along, and goes on where the copy stands.
  send("PUT", "/databases/copy/docs?id=a", R"({"n":4})");
  EXPECT_EQ(json(get("copy", "/revisions?id=a")).at("TotalResults"), 4);
}

TEST_F(SmugglerTest, ARevisionIsOneWhateverItsFlagsSay) {
  ASSERT_EQ(import(R"({"RevisionDocuments":[{"n":1,"@metadata":{"@id":"a"}}]})").status, 200);

  const auto snapshot = must(must(databases_->find("copy"))->snapshot());
  EXPECT_EQ(store_damages(snapshot.storage()), std::vector<std::string>{});
  const auto revisions = json(get("copy", "/revisions?id=a")).at("Results").as_array();
  ASSERT_EQ(revisions.size(), 1u);
  EXPECT_EQ(metadata(revisions[0].as_object()).at("@flags"), "HasRevisions, Revision");
}

TEST_F(SmugglerTest, ARevisionWhoseListsAreNoneIsToldOf) {
  const auto report = import(R"({"RevisionDocuments":[{"@metadata":{"@id":"a","@counters":5}}]})");
  EXPECT_EQ(report.status, 400);
  EXPECT_THAT(text(report, "Message"), HasSubstr("is not an array"));
}

TEST_F(SmugglerTest, RevisionsBringAttachmentsThatNoDocumentHasAnyMore) {
  send("POST", "/databases/shop/admin/revisions/config", R"({"Default":{"Disabled":false}})");
  put("a", R"({"n":1})");
  send("PUT", "/databases/shop/attachments?name=former&id=a", "bytes");
  send("DELETE", "/databases/shop/attachments?name=former&id=a");
  put("gone", R"({"n":1})");
  send("PUT", "/databases/shop/attachments?name=last&id=gone", "others");
  send("DELETE", "/databases/shop/docs?id=gone");
  const auto dump = export_shop();

  ASSERT_EQ(import(dump).status, 200);
  ASSERT_EQ(import(dump).status, 200);

  for (const auto* id : {"a", "gone"}) {
    const auto revisions = std::string("/revisions?id=") + id;
    EXPECT_EQ(json(get("copy", revisions)).at("TotalResults"),
              json(get("shop", revisions)).at("TotalResults"));
    EXPECT_THAT(get("copy", revisions).body, HasSubstr("@attachments"));
  }
  EXPECT_EQ(json(get("copy", "/stats")).at("CountOfUniqueAttachments"), 2);
}

TEST_F(SmugglerTest, ImportAgainChangesNothing) {
  send("POST", "/databases/shop/admin/revisions/config", R"({"Default":{"Disabled":false}})");
  put("a", R"({"n":1})");
  put("a", R"({"n":2})");
  put("a", R"({"n":2})");  // Another revision, which looks like the one before.
  send("PUT", "/databases/shop/attachments?name=x&id=a", "bytes");
  put("gone", R"({"n":1})");
  send("DELETE", "/databases/shop/docs?id=gone");
  const auto dump = export_shop();
  ASSERT_EQ(import(dump).status, 200);
  const auto once = json(get("copy", "/stats"));
  const auto vector = metadata(copied("a")).at("@change-vector");

  ASSERT_EQ(import(dump).status, 200);

  const auto twice = json(get("copy", "/stats"));
  EXPECT_EQ(once.at("CountOfRevisionDocuments"),
            json(get("shop", "/stats")).at("CountOfRevisionDocuments"));
  for (const auto* count : {"CountOfDocuments", "CountOfRevisionDocuments", "CountOfTombstones",
                            "CountOfAttachments", "CountOfUniqueAttachments"}) {
    EXPECT_EQ(twice.at(count), once.at(count)) << count;
  }
  EXPECT_EQ(metadata(copied("a")).at("@change-vector"), vector);
}

TEST_F(SmugglerTest, DatabaseThatKeepsRevisionsKeepsWhatIsReplaced) {
  put("a", R"({"n":"new"})");
  send("POST", "/databases/copy/admin/revisions/config", R"({"Default":{"Disabled":false}})");
  send("PUT", "/databases/copy/docs?id=a", R"({"n":"old"})");

  ASSERT_EQ(import(export_shop()).status, 200);

  EXPECT_EQ(copied("a").at("n"), "new");
  EXPECT_THAT(get("copy", "/revisions?id=a").body, HasSubstr(R"("n":"old")"));
}

TEST_F(SmugglerTest, NumbersThatClientsHaveTakenStayTaken) {
  send("GET", "/databases/shop/hilo/next?tag=orders");
  const auto dump = export_shop();
  for (int range = 0; range < 3; ++range) send("GET", "/databases/copy/hilo/next?tag=orders");

  ASSERT_EQ(import(dump).status, 200);

  EXPECT_EQ(copied("Raven/Hilo/orders").at("Max"), 96);
}

TEST_F(SmugglerTest, TombstoneSparesADocumentThatIsNewer) {
  put("a", "{}");
  put("b", "{}");
  send("PUT", "/databases/copy/docs?id=a", "{}");
  clock_.advance(std::chrono::seconds(1));
  send("DELETE", "/databases/shop/docs?id=a");
  send("DELETE", "/databases/shop/docs?id=b");
  const auto dump = export_shop();
  clock_.advance(std::chrono::seconds(1));
  send("PUT", "/databases/copy/docs?id=b", "{}");

  ASSERT_EQ(import(dump).status, 200);

  EXPECT_EQ(get("copy", "/docs?id=a").status, 404);
  EXPECT_EQ(get("copy", "/docs?id=b").status, 200);
}

TEST_F(SmugglerTest, TombstonesIdentitiesAndCompareExchangeComeAlong) {
  put("users/1", R"({"@metadata":{"@collection":"Users"}})");
  send("DELETE", "/databases/shop/docs?id=users/1");
  send("POST", "/databases/shop/identity/seed?name=users%7C&value=41");
  send("PUT", "/databases/shop/cmpxchg?key=k&index=0", R"({"Object":{"a":1.0}})");

  ASSERT_EQ(import(export_shop()).status, 200);

  EXPECT_EQ(json(get("copy", "/stats")).at("CountOfTombstones"), 1);
  EXPECT_EQ(json(get("copy", "/debug/identities")).at("users|"), 41);
  EXPECT_THAT(get("copy", "/cmpxchg?key=k").body, HasSubstr(R"({"Object":{"a":1.0}})"));
}

/// Of a task that writes orders to a table, in the record of a database.
constexpr auto kTask =
    R"({"Name":"t","ConnectionStringName":"sql","EtlType":"Sql",)"
    R"-("Transforms":[{"Name":"s","Collections":["Orders"],"Script":"loadToT(this)"}],)-"
    R"("SqlTables":[{"TableName":"T","DocumentIdColumn":"Id"}]})";

TEST_F(SmugglerTest, PasswordsStayBehindAndTasksArriveDisabled) {
  send("PUT", "/databases/shop/admin/connection-strings",
       R"({"Name":"sql","ConnectionString":"Host=h;Database=d;Username=u;Password=hidden",)"
       R"("FactoryName":"Npgsql","Type":"Sql"})");
  send("PUT", "/databases/shop/admin/etl", kTask);
  const auto dump = export_shop();
  EXPECT_THAT(dump, Not(HasSubstr("hidden")));

  const auto answer = import(dump);

  ASSERT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("without its password"));
  EXPECT_THAT(answer.body, HasSubstr("arrived disabled"));
  const auto record = json(send("GET", "/admin/databases?name=copy"));
  EXPECT_EQ(record.at("SqlEtls").at(0).at("Disabled"), true);
  EXPECT_EQ(record.at("SqlEtls").at(0).at("Transforms").at(0).at("Script"), "loadToT(this)");
}

TEST_F(SmugglerTest, OptionsSayWhatIsExported) {
  put("a/1", R"({"@metadata":{"@collection":"A"}})");
  put("b/1", R"({"@metadata":{"@collection":"B","@expires":"2000-01-01T00:00:00.0000000Z"}})");

  EXPECT_THAT(export_shop(R"({"Collections":["b"]})"), Not(HasSubstr("a/1")));
  EXPECT_THAT(export_shop(R"({"IncludeExpired":false})"), Not(HasSubstr("b/1")));
  const auto dump = export_shop(R"({"OperateOnTypes":"Documents, Indexes"})");
  EXPECT_THAT(dump, Not(HasSubstr("CounterGroups")));
  EXPECT_THAT(dump, Not(HasSubstr("DatabaseRecord")));
}

TEST_F(SmugglerTest, OptionsThatAreNotSupportedAreRefused) {
  for (const auto* options : {R"({"TransformScript":"this.a=1"})", R"({"EncryptionKey":"k"})",
                              R"({"CompressionAlgorithm":"Zstd"})", R"({"Collections":"A"})",
                              R"({"IncludeExpired":1})", "[]", "{"}) {
    EXPECT_EQ(send("POST", "/databases/shop/smuggler/export", options).status, 400) << options;
  }
}

TEST_F(SmugglerTest, UnknownSectionsArePassedOverAndToldOf) {
  const auto answer = import(
      R"({"BuildVersion":60,"Indexes":[{"Name":"i"},{"Name":"j"}],"New":{"x":1},)"
      R"("TimeSeries":[{"DocumentId":"a","SegmentSize":3}]}],{"DocumentId":"b","SegmentSize":0}],)"
      R"("Docs":[{"n":1,"@metadata":{"@id":"a"}}]})");

  ASSERT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("'Indexes' was passed over, 2 in all"));
  EXPECT_THAT(answer.body, HasSubstr("'TimeSeries' was passed over, 2 in all"));
  EXPECT_EQ(copied("a").at("n"), 1);
}

/// A dump of RavenDB has its sections in another order, and counters with values of several nodes.
TEST_F(SmugglerTest, SectionsComeInAnyOrderAndCountersOfSeveralNodesAreSummed) {
  const std::string seven("\x07\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0", 16);
  const std::string minus_two("\xfe\xff\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\0\0\0", 16);

  const auto answer = import(
      R"({"BuildVersion":72,"Docs":[{"n":2,"@metadata":{"@id":"a","@collection":"A","@flags":)"
      R"("HasRevisions","@last-modified":"2024-01-02T00:00:00.0000000Z"}}],)"
      R"("RevisionDocuments":[)"
      R"({"n":1,"@metadata":{"@id":"a","@collection":"A","@flags":"HasRevisions, Revision",)"
      R"("@last-modified":"2024-01-01T00:00:00.0000000Z"}},)"
      R"({"n":2,"@metadata":{"@id":"a","@collection":"A","@flags":"HasRevisions, Revision",)"
      R"("@last-modified":"2024-01-02T00:00:00.0000000Z"}}],)"
      R"("Indexes":[],"CounterGroups":[{"DocId":"a","Values":{"@dbIds":["x","y"],)"
      R"("@names":{"likes":"Likes"},"@vals":{"likes":")" +
      to_base64(seven + minus_two) + R"(","old":"A:1-x, B:2-y"}}}]})");

  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(get("copy", "/counters?docId=a").body,
              HasSubstr(R"("CounterName":"Likes","TotalValue":5)"));
  EXPECT_EQ(json(get("copy", "/revisions?id=a")).at("TotalResults"), 2);
  EXPECT_EQ(metadata(copied("a")).at("@last-modified"), "2024-01-02T00:00:00.0000000Z");
}

TEST_F(SmugglerTest, DamagedDumpIsToldOfWithItsPlaceAndWhatCameBeforeStays) {
  const std::string good = R"({"BuildVersion":72,"Docs":[{"@metadata":{"@id":"a"}},)";

  const auto answer = import(good + R"({"@metadata":{"@id":"b"}},nonsense])", "?operationId=8");

  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("'Docs': at byte " + std::to_string(good.size() + 26)));
  EXPECT_THAT(answer.body, HasSubstr("Imported before: 2 Documents"));
  EXPECT_EQ(get("copy", "/docs?id=b").status, 200);
  EXPECT_EQ(json(get("copy", "/operations/state?id=8")).at("Status"), "Faulted");
}

TEST_F(SmugglerTest, WhatIsNoDumpIsRefused) {
  for (const std::string dump :
       {"", "[]", "hello", "{\"Docs\":1}", "{\"Docs\":[{}]}", "\x1f\x8bnonsense",
        "\x28\xb5\x2f\xfdzstandard", "{\"BuildVersion\":1}x", "{\"Docs\":[", "{\"Docs\" []}",
        R"({"Docs":[{"@metadata":{"@export-type":"Attachment"},"Hash":"h","Size":99}short]})",
        R"({"CounterGroups":[{"DocId":"a","Values":{"@vals":{"c":"%%"}}}]})"}) {
    const auto answer = import(dump);
    EXPECT_EQ(answer.status, 400) << dump;
    EXPECT_THAT(answer.body, HasSubstr("Imported before: ")) << dump;
  }
}

TEST_F(SmugglerTest, ItemThatIsRefusedDoesNotStopTheOthers) {
  const auto answer =
      import(R"({"Docs":[{"@metadata":{"@id":"a"}},{"@metadata":{"@id":"b","@attachments":[)"
             R"({"Name":"x","Hash":"AAAA","ContentType":""}]}},{"@metadata":{"@id":"c"}}],)"
             R"("CounterGroups":[{"DocId":"nobody","Values":{"@vals":{"n":1}}}]})");

  const auto report = json(answer);
  EXPECT_EQ(report.at("Documents").at("ErroredCount"), 1);
  EXPECT_EQ(report.at("Counters").at("ErroredCount"), 1);
  EXPECT_THAT(answer.body, HasSubstr("document 'b' was not imported"));
  EXPECT_EQ(get("copy", "/docs?id=b").status, 404);
  EXPECT_EQ(get("copy", "/docs?id=c").status, 200);
}

}  // namespace
}  // namespace penstock::testing
