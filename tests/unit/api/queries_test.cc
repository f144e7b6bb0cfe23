#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

class QueriesTest : public ApiTest {
 protected:
  QueriesTest() {
    for (int i = 1; i <= 5; ++i) {
      put(fmt::format("orders/{}", i), R"({"@metadata":{"@collection":"Orders"}})");
    }
    put("employees/1", R"({"@metadata":{"@collection":"Employees"}})");
  }

  http::Response query(const std::string& text, const std::string& parameters = "null") {
    return send("POST", "/databases/shop/queries?queryHash=1",
                fmt::format(R"({{"Query":"{}","QueryParameters":{}}})", text, parameters));
  }

  /// "6: orders/1 orders/2": the total and the ids.
  std::string found(const http::Response& response) {
    const auto answer = json(response);
    auto text = fmt::format("{}:", answer.at("TotalResults").as_int64());
    for (const auto& document : answer.at("Results").as_array()) {
      text += fmt::format(" {}", document.at("@metadata").at("@id").as_string().c_str());
    }
    return text;
  }
};

TEST_F(QueriesTest, FindsTheDocumentsOfACollection) {
  EXPECT_EQ(found(query("from 'Employees'")), "1: employees/1");
  EXPECT_EQ(found(query("FROM orders as o limit 2")), "5: orders/1 orders/2");
  EXPECT_EQ(found(query("from Nothing")), "0:");
}

TEST_F(QueriesTest, FindsAllDocuments) {
  EXPECT_EQ(found(query("from '@all_docs' limit 4, 10")), "6: orders/5 employees/1");
  EXPECT_EQ(found(query("from @all_docs limit 1")), "6: orders/1");
}

TEST_F(QueriesTest, PagesAsClientsAsk) {
  EXPECT_EQ(found(query("from 'Orders' limit $p0, $p1", R"({"p0":1,"p1":2})")),
            "5: orders/2 orders/3");
  EXPECT_EQ(found(query("from 'Orders' limit $p0, $p1", R"({"p0":null,"p1":0})")), "5:");
  EXPECT_EQ(found(query("from Orders limit 1 offset 3")), "5: orders/4");
  EXPECT_EQ(found(send("POST", "/databases/shop/queries",
                       R"({"Query":"from Orders","Start":1,"PageSize":1})")),
            "5: orders/2");
  EXPECT_EQ(found(send("GET", "/databases/shop/queries?query=from%20Orders&start=4")),
            "5: orders/5");
}

TEST_F(QueriesTest, HoldsDocumentsAgainstWhere) {
  put("orders/6", R"({"Total":7,"@metadata":{"@collection":"Orders"}})");
  put("orders/7", R"({"Total":9,"@metadata":{"@collection":"Orders"}})");
  EXPECT_EQ(found(query("from Orders where Total > $p0", R"({"p0":7})")), "1: orders/7");
  EXPECT_EQ(found(query("from Orders where exists(Total) order by Total as long desc limit 1")),
            "2: orders/7");
  EXPECT_EQ(
      found(query("from Orders where Total > $p0 limit $p1, $p2", R"({"p0":1,"p1":null,"p2":0})")),
      "2:");
}

TEST_F(QueriesTest, SelectsMembers) {
  put("orders/6", R"({"Total":7.50,"Ship":{"City":"Rome"},"@metadata":{"@collection":"Orders"}})");
  const auto response = query("from Orders where Total > 1 select Ship.City as City, Total");
  EXPECT_THAT(response.body, HasSubstr(R"([{"City":"Rome","Total":7.50,"@metadata":)"
                                       R"({"@projection":true,"@id":"orders/6",)"));
}

TEST_F(QueriesTest, CountsWhatDistinctLeavesOut) {
  put("orders/6", R"({"Total":7,"@metadata":{"@collection":"Orders"}})");
  const auto answer = json(query("from Orders select distinct Total"));
  EXPECT_EQ(answer.at("TotalResults").as_int64(), 2);
  EXPECT_EQ(answer.at("SkippedResults").as_int64(), 4);
}

TEST_F(QueriesTest, IncludesDocuments) {
  put("orders/6", R"({"Ids":["employees/1","nobody/1",""],"@metadata":{"@collection":"Orders"}})");
  const auto answer = json(query("from Orders include Ids"));
  const auto& includes = answer.at("Includes").as_object();
  EXPECT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes.at("employees/1").at("@metadata").at("@id").as_string(), "employees/1");
  EXPECT_TRUE(includes.at("nobody/1").is_null());
  EXPECT_EQ(answer.at("IncludedPaths").at(0).as_string(), "Ids");
}

TEST_F(QueriesTest, AnswersMetadataOnlyWhenAsked) {
  const auto response =
      send("POST", "/databases/shop/queries?metadataOnly=true", R"({"Query":"from Employees"})");
  EXPECT_EQ(json(response).at("Results").at(0).as_object().size(), 1u);
}

TEST_F(QueriesTest, TellsWhoHasTheAnswerThatItIsStillRight) {
  const std::string body = R"({"Query":"from Employees"})";
  const auto known = etag(send("POST", "/databases/shop/queries", body));
  const auto again = [&](const std::string& asked) {
    return send("POST", "/databases/shop/queries", asked, {{"If-None-Match", known}}).status;
  };
  EXPECT_EQ(again(body), 304);
  EXPECT_EQ(again(R"({"Query":"from Orders"})"), 200);
  put("orders/1", R"({"n":1,"@metadata":{"@collection":"Orders"}})");
  EXPECT_EQ(again(body), 200);
}

TEST_F(QueriesTest, NamesWhatItDoesNotSupport) {
  for (const auto& [text, what] : std::vector<std::pair<std::string, std::string>>{
           {"from index 'Orders/ByTotal'", "'from index'"},
           {"from Orders where search(Name, 'x')", "search()"},
           {"from Orders group by Name select count()", "'group by'"},
           {"declare function f() {} from Orders", "'declare'"}}) {
    const auto response = query(text);
    EXPECT_EQ(response.status, 400) << text;
    EXPECT_THAT(response.body, HasSubstr("InvalidQueryException")) << text;
    EXPECT_THAT(response.body, HasSubstr("does not support " + what)) << text;
  }
  EXPECT_EQ(
      send("POST", "/databases/shop/queries?debug=entries", R"({"Query":"from Orders"})").status,
      501);
}

TEST_F(QueriesTest, RefusesQueriesThatAreNone) {
  for (const auto* text :
       {"", "from", "from Orders limit x", "from Orders limit $p9", "from Orders limit -1",
        "from Orders limit", "from Orders where", "from Orders update { this.x = 1 }"}) {
    const auto response = query(text);
    EXPECT_EQ(response.status, 400) << text;
    EXPECT_THAT(response.body, HasSubstr("InvalidQueryException")) << text;
  }
  EXPECT_THAT(query("from Orders where a >").body, HasSubstr("(line 1, column 22)"));
}

TEST_F(QueriesTest, RefusesBodiesThatAreNone) {
  for (const auto* body :
       {"{", "[]", R"({"Query":5})", R"({"Query":"from A","QueryParameters":5})",
        R"({"Query":"from A","Start":-1})", R"({"Query":"from A","PageSize":"many"})"}) {
    EXPECT_EQ(send("POST", "/databases/shop/queries", body).status, 400) << body;
  }
}

}  // namespace
}  // namespace penstock::api
