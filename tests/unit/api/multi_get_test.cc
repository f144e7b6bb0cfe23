#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

class MultiGetTest : public ApiTest {
 protected:
  MultiGetTest() { put("orders/1", R"({"n":1,"@metadata":{"@collection":"Orders"}})"); }

  http::Response multi_get(const std::string& requests) {
    return send("POST", "/databases/shop/multi_get", R"({"Requests":[)" + requests + "]}");
  }
};

constexpr const char* kLoad =
    R"({"Url":"/databases/shop/docs","Query":"?&id=orders%2F1","Method":"GET","Headers":{}})";

TEST_F(MultiGetTest, AnswersEachReadAsIfItHadComeAlone) {
  const auto response =
      multi_get(std::string(kLoad) +
                R"(,{"Url":"/databases/shop/docs","Query":"?id=none"})"
                R"(,{"Url":"/databases/shop/queries","Query":"?queryHash=1","Method":"POST",)"
                R"("Content":"{\"Query\":\"from Orders\"}"})"
                R"(,{"Url":"/databases/shop/queries","Method":"POST","Content":{"Query":"from"}})");
  ASSERT_EQ(response.status, 200);
  const auto answer = json(response);
  const auto& results = answer.at("Results").as_array();
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[0].at("Result").at("Results").at(0).at("n").as_int64(), 1);
  EXPECT_TRUE(results[0].at("Headers").as_object().contains("ETag"));
  EXPECT_EQ(results[1].at("StatusCode").as_int64(), 404);
  EXPECT_EQ(results[2].at("Result").at("TotalResults").as_int64(), 1);
  EXPECT_EQ(results[3].at("StatusCode").as_int64(), 400);
}

TEST_F(MultiGetTest, KnowsWhatTheClientHasAlready) {
  const auto known = etag(send("GET", "/databases/shop/docs?id=orders/1"));
  const auto response = multi_get(
      R"({"Url":"/databases/shop/docs","Query":"?id=orders/1","Headers":{"If-None-Match":)" +
      std::string("\"") + R"(\")" + known.substr(1, known.size() - 2) + R"(\""}})");
  EXPECT_THAT(response.body, HasSubstr(R"("StatusCode":304)"));
}

TEST_F(MultiGetTest, TakesReadsOfItsDatabaseOnly) {
  for (const auto* request :
       {R"({"Url":"/databases/other/docs","Query":"?id=1"})",
        R"({"Url":"/databases/shop/docs","Query":"?id=orders/1","Method":"DELETE"})",
        R"({"Url":"/databases/shop/hilo/next","Query":"?tag=orders"})",
        R"({"Url":"/databases/shop/bulk_docs","Method":"POST","Content":"{}"})",
        R"({"Url":"/databases/shop/multi_get","Method":"POST","Content":"{}"})", R"({})", "5",
        R"({"Url":5})", R"({"Url":"/databases/shop/docs","Headers":5})"}) {
    EXPECT_EQ(multi_get(request).status, 400) << request;
  }
  EXPECT_EQ(send("POST", "/databases/shop/multi_get", "{}").status, 400);
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=orders/1").status, 200);
}

}  // namespace
}  // namespace penstock::api
