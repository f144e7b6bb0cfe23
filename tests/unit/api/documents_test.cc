#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

class DocumentsTest : public ApiTest {
 protected:
  http::Response get(const std::string& query, const http::Fields& headers = {}) {
    return send("GET", "/databases/shop/docs" + query, "", headers);
  }
};

/// The ids of "Results", "null" for what is not there.
std::string ids_of(const boost::json::object& answer) {
  std::string ids;
  for (const auto& document : answer.at("Results").as_array()) {
    if (!ids.empty()) ids += ' ';
    ids += document.is_null() ? "null" : document.at("@metadata").at("@id").as_string().c_str();
  }
  return ids;
}

TEST_F(DocumentsTest, WritesAndReadsADocumentWithExactNumbers) {
  const auto written =
      put("orders/1", R"({"Total":12345678901234567890.50,"@metadata":{"@collection":"Orders"}})");
  EXPECT_EQ(written.status, 201);
  EXPECT_EQ(text(written, "Id"), "orders/1");

  const auto read = get("?&id=ORDERS%2F1");
  EXPECT_EQ(read.status, 200);
  EXPECT_THAT(read.body, HasSubstr(R"("Total":12345678901234567890.50)"));
  EXPECT_THAT(read.body, HasSubstr(R"("@id":"orders/1")"));
  EXPECT_THAT(read.body, HasSubstr(R"("@change-vector":")" + text(written, "ChangeVector")));
}

TEST_F(DocumentsTest, AnswersManyIdsInTheirOrderWithNullForTheMissing) {
  put("a", "{}");
  put("b", "{}");
  EXPECT_EQ(ids_of(json(get("?id=b&id=x&id=a"))), "b null a");
  EXPECT_EQ(
      ids_of(json(send("POST", "/databases/shop/docs?loadHash=1", R"({"Ids":["a","x","b"]})"))),
      "a null b");
  EXPECT_EQ(get("?id=x").status, 404);
}

TEST_F(DocumentsTest, WhatHasToBeSearchedForIsKnownToTakeLong) {
  const auto kind_of = [&](const std::string& query) {
    http::Request header;
    header.method = "GET";
    header.target = "/databases/shop/docs" + query;
    header.query = http::parse_query(http::split_target(header.target).query);
    return router_.kind_of(header);
  };
  EXPECT_EQ(kind_of("?startsWith=orders/&matches=*9"), http::RequestKind::kLong);
  EXPECT_EQ(kind_of("?start=0&pageSize=25"), http::RequestKind::kLong);
  EXPECT_EQ(kind_of(""), http::RequestKind::kLong);
  EXPECT_EQ(kind_of("?id=orders/1&id=orders/2"), http::RequestKind::kOrdinary);
}

TEST_F(DocumentsTest, AnswersFromMemoryAsOtherwise) {
  put("orders/1", R"({"Total":1.50,"@metadata":{"@collection":"Orders"}})");
  const auto handler = make_quick_handler(router_, metrics_);
  const auto at_once = [&](const std::string& query, http::Fields headers = {}) {
    http::Request request;
    request.method = "GET";
    request.target = "/databases/shop/docs" + query;
    request.query = http::parse_query(http::split_target(request.target).query);
    request.headers = std::move(headers);
    return handler(request);
  };
  const auto usual = get("?id=Orders%2F1");
  const auto quick = at_once("?id=Orders%2F1");
  ASSERT_TRUE(quick);
  EXPECT_EQ(quick->status, usual.status);
  EXPECT_EQ(quick->headers, usual.headers);
  EXPECT_EQ(quick->body, usual.body);
  EXPECT_EQ(at_once("?id=orders/1", {{"If-None-Match", etag(usual)}})->status, 304);
  for (const std::string query : {"", "?id=none", "?id=orders/1&id=orders/1",
                                  "?id=orders/1&metadataOnly=true", "?startsWith=orders/"}) {
    EXPECT_FALSE(at_once(query)) << query;
  }
}

TEST_F(DocumentsTest, Answers304WhileNothingChanged) {
  put("a", "{}");
  put("b", "{}");
  for (const auto* query : {"?id=a", "?id=a&id=b", "?startsWith=a", ""}) {
    const auto first = get(query);
    ASSERT_NE(etag(first), "") << query;
    EXPECT_EQ(get(query, {{"If-None-Match", etag(first)}}).status, 304) << query;
    put("a", "{}");
    EXPECT_EQ(get(query, {{"If-None-Match", etag(first)}}).status, 200) << query;
  }
  EXPECT_EQ(get("?id=x", {{"If-None-Match", "\"404 Response\""}}).status, 404);
}

TEST_F(DocumentsTest, AnswersHeadWithTheChangeVector) {
  put("a", "{}");
  const auto head = send("HEAD", "/databases/shop/docs?id=a");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(etag(head), etag(get("?id=a")));
  const auto unquoted = etag(head).substr(1, etag(head).size() - 2);
  EXPECT_EQ(send("HEAD", "/databases/shop/docs?id=a", "", {{"If-None-Match", unquoted}}).status,
            304);
  EXPECT_EQ(send("HEAD", "/databases/shop/docs?id=x").status, 404);
}

TEST_F(DocumentsTest, ScansIdsByPrefixInPages) {
  for (const auto* id : {"orders/1", "orders/2", "orders/3", "other"}) put(id, "{}");
  EXPECT_EQ(ids_of(json(get("?&start=0&pageSize=25&startsWith=Orders%2F"))),
            "orders/1 orders/2 orders/3");
  EXPECT_EQ(ids_of(json(get("?start=1&pageSize=1&startsWith=orders/"))), "orders/2");
  EXPECT_EQ(ids_of(json(get("?startsWith=orders/&startAfter=orders/2"))), "orders/3");
  EXPECT_EQ(ids_of(json(get("?startsWith=orders/&matches=1|*3"))), "orders/1 orders/3");
  EXPECT_EQ(ids_of(json(get("?startsWith=orders/&exclude=?"))), "");
}

TEST_F(DocumentsTest, ScansAllDocumentsInTheOrderOfTheirChanges) {
  for (const auto* id : {"c", "a", "b"}) put(id, "{}");
  EXPECT_EQ(ids_of(json(get(""))), "c a b");
  EXPECT_EQ(ids_of(json(get("?start=1&pageSize=1"))), "a");
  EXPECT_EQ(ids_of(json(get("?etag=3"))), "b");
}

TEST_F(DocumentsTest, SendsOnlyMetadataWhenAsked) {
  put("a", R"({"Name":"x"})");
  EXPECT_THAT(get("?id=a&metadataOnly=true").body, HasSubstr(R"([{"@metadata":{)"));
}

TEST_F(DocumentsTest, IncludesWhatADocumentRefersTo) {
  put("people/1", R"({"Name":"Ann"})");
  put("order", R"({"By":"people/1","Lines":[{"Product":"p/1"},{"Product":"p/2"}],"N":1})");
  put("p/2", "{}");
  const auto includes =
      json(get("?id=order&include=By&include=Lines[].Product&include=N")).at("Includes");
  EXPECT_EQ(includes.at("people/1").at("Name").as_string(), "Ann");
  EXPECT_TRUE(includes.at("p/1").is_null());
  EXPECT_TRUE(includes.at("p/2").is_object());
}

TEST_F(DocumentsTest, CompletesWhatADocumentRefersTo) {
  put("order", R"({"By":1,"At":["rome","oslo"],"Whole":"people/1"})");
  const auto includes =
      json(get("?id=order&include=By(people/)&include=At[{0}/map]&include=Whole&include=No(x/)"))
          .at("Includes")
          .as_object();
  for (const auto* id : {"people/1", "rome/map", "oslo/map"}) EXPECT_TRUE(includes.contains(id));
  EXPECT_EQ(includes.size(), 3u);
}

TEST_F(DocumentsTest, AnswersANewETagWhenAnIncludedDocumentChanged) {
  put("boss", "{}");
  put("clerk", R"({"Boss":"boss"})");
  const auto before = etag(get("?id=clerk&include=Boss"));
  put("boss", R"({"a":1})");
  EXPECT_NE(etag(get("?id=clerk&include=Boss")), before);
}

TEST_F(DocumentsTest, RefusesAWriteOverAVersionThatTheClientDidNotSee) {
  const auto first = text(put("a", "{}"), "ChangeVector");
  put("a", R"({"n":2})");
  const http::Fields stale = {{"If-Match", "\"" + first + "\""}};
  const auto response = send("PUT", "/databases/shop/docs?id=a", "{}", stale);
  EXPECT_EQ(response.status, 409);
  EXPECT_THAT(response.body, HasSubstr("Raven.Client.Exceptions.ConcurrencyException"));
  EXPECT_EQ(send("DELETE", "/databases/shop/docs?id=a", "", stale).status, 409);
}

TEST_F(DocumentsTest, DeletesAlsoWhatIsNotThere) {
  put("a", "{}");
  EXPECT_EQ(send("DELETE", "/databases/shop/docs?id=a").status, 204);
  EXPECT_EQ(send("DELETE", "/databases/shop/docs?id=a").status, 204);
  EXPECT_EQ(get("?id=a").status, 404);
}

TEST_F(DocumentsTest, SaysWhatIsWrongWithARequest) {
  EXPECT_EQ(put("a", "[]").status, 400);
  EXPECT_EQ(put("a", "{\"a\":").status, 400);
  EXPECT_EQ(get("?startsWith=a&pageSize=x").status, 400);
  EXPECT_EQ(send("DELETE", "/databases/shop/docs").status, 400);
  EXPECT_EQ(send("POST", "/databases/shop/docs", R"({"Ids":[1]})").status, 400);
  EXPECT_EQ(get("?id=a&timeseries=pulse").status, 400);
}

TEST_F(DocumentsTest, GivesOutRangesOfIds) {
  const auto first = send("GET",
                          "/databases/shop/hilo/next?lastBatchSize=0&tag=employees&lastRangeAt="
                          "1970-01-01T00%3A00%3A00.0000000Z&identityPartsSeparator=/&lastMax=0");
  EXPECT_EQ(text(first, "Prefix"), "employees/");
  EXPECT_EQ(text(first, "ServerTag"), "A");
  EXPECT_EQ(json(first).at("Low").as_int64(), 1);
  EXPECT_EQ(json(first).at("High").as_int64(), 32);

  EXPECT_EQ(send("PUT", "/databases/shop/hilo/return?tag=employees&end=32&last=3").status, 204);
  EXPECT_EQ(json(send("GET", "/databases/shop/hilo/next?tag=employees")).at("Low").as_int64(), 4);
  EXPECT_EQ(send("GET", "/databases/shop/hilo/next").status, 400);
}

}  // namespace
}  // namespace penstock::api
