#include <fmt/format.h>

#include "api/collection_query.h"
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

TEST_F(QueriesTest, NamesTheClauseThatItDoesNotSupport) {
  for (const auto& [text, clause] : std::vector<std::pair<std::string, std::string>>{
           {"from 'Orders' where Total > 1", "'where'"},
           {"from Orders order by Total", "'order'"},
           {"from Orders as o select o.Total", "'select'"},
           {"from Orders include Company", "'include'"},
           {"from index 'Orders/ByTotal'", "'from index'"},
           {"from Orders update { this.x = 1 }", "'update'"},
           {"declare function f() {} from Orders", "'declare'"}}) {
    const auto response = query(text);
    EXPECT_EQ(response.status, 500) << text;
    EXPECT_THAT(response.body, HasSubstr("InvalidQueryException")) << text;
    EXPECT_THAT(response.body, HasSubstr("does not support " + clause)) << text;
  }
}

TEST_F(QueriesTest, RefusesQueriesThatAreNone) {
  for (const auto* text : {"", "from", "from Orders limit x", "from Orders limit $p9",
                           "from Orders limit -1", "from Orders limit"}) {
    EXPECT_EQ(query(text).status, 500) << text;
  }
  EXPECT_EQ(send("POST", "/databases/shop/queries", "{").status, 400);
}

TEST_F(QueriesTest, ReadsQuotedNames) {
  const auto parsed = CollectionQuery::parse(R"(from 'It''s "odd"')", {});
  ASSERT_OK(parsed);
  EXPECT_EQ(parsed->collection, R"(It's "odd")");
}

}  // namespace
}  // namespace penstock::api
