#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

constexpr std::string_view kPath = "/databases/shop/cmpxchg";

class CompareExchangeApiTest : public ApiTest {
 protected:
  http::Response put(const std::string& key, std::uint64_t index,
                     const std::string& value = R"({"Object":1})") {
    return send("PUT",
                fmt::format("{}?key={}&index={}&raft-request-id=x", kPath,
                            http::percent_encode(key), index),
                value);
  }
  http::Response get(const std::string& query) {
    return send("GET", fmt::format("{}?{}", kPath, query));
  }
};

TEST_F(CompareExchangeApiTest, WritesReadsAndDeletes) {
  EXPECT_EQ(put("k/1", 0, R"({"Object":{"n":1.50}})").body,
            R"({"Index":1,"Value":{"Object":{"n":1.50}},"Successful":true})");
  EXPECT_EQ(
      get("key=K%2F1").body,
      R"({"Results":[{"Key":"k/1","Index":1,"Value":{"Object":{"n":1.50}},"ChangeVector":null}]})");
  EXPECT_EQ(put("k/1", 0).body, R"({"Index":1,"Value":{"Object":{"n":1.50}},"Successful":false})");
  EXPECT_EQ(send("DELETE", "/databases/shop/cmpxchg?key=k%2F1&index=1").body,
            R"({"Index":2,"Value":{"Object":{"n":1.50}},"Successful":true})");
  EXPECT_EQ(get("key=k%2F1").status, 404);
}

TEST_F(CompareExchangeApiTest, ReadsManyAndPages) {
  for (const auto* key : {"k/1", "k/2", "k/3", "other"}) put(key, 0);
  EXPECT_EQ(json(get("&key=k%2F1&key=nothing&key=other")).at("Results").as_array().size(), 2u);
  EXPECT_EQ(json(get("&startsWith=k%2F")).at("Results").as_array().size(), 3u);
  const auto page = json(get("&startsWith=k%2F&start=1&pageSize=1")).at("Results").as_array();
  ASSERT_EQ(page.size(), 1u);
  EXPECT_EQ(page[0].at("Key").as_string(), "k/2");
  EXPECT_EQ(json(get("")).at("Results").as_array().size(), 4u);
}

TEST_F(CompareExchangeApiTest, RefusesRequestsThatAreWrong) {
  EXPECT_EQ(send("PUT", "/databases/shop/cmpxchg?index=0", R"({"Object":1})").status, 400);
  EXPECT_EQ(send("PUT", "/databases/shop/cmpxchg?key=k&index=-1", R"({"Object":1})").status, 400);
  EXPECT_EQ(send("PUT", "/databases/shop/cmpxchg?key=k&index=x", R"({"Object":1})").status, 400);
  EXPECT_EQ(put("k", 0, "nonsense").status, 400);
  EXPECT_EQ(put("k", 0, "[1]").status, 400);
  EXPECT_EQ(put(std::string(1025, 'k'), 0).status, 400);
  EXPECT_EQ(send("DELETE", "/databases/shop/cmpxchg?index=0").status, 400);
  EXPECT_EQ(get("startsWith=k&start=x").status, 400);
  EXPECT_EQ(json(get("")).at("Results").as_array().size(), 0u);
}

TEST_F(CompareExchangeApiTest, IsIncludedInLoadsAndCounted) {
  put("locks/1", 0);
  ApiTest::put("orders/1", R"({"lock":"locks/1","none":"locks/2"})");
  const auto loaded =
      json(send("GET", "/databases/shop/docs?id=orders%2F1&cmpxchg=lock&cmpxchg=none"));
  const auto& included = loaded.at("CompareExchangeValueIncludes").as_object();
  EXPECT_EQ(included.size(), 1u);
  EXPECT_EQ(included.at("locks/1").at("Index").as_int64(), 1);
  EXPECT_EQ(json(send("GET", "/databases/shop/stats/detailed")).at("CountOfCompareExchange"), 1);
}

TEST_F(CompareExchangeApiTest, CountsIdentities) {
  EXPECT_EQ(send("POST", "/databases/shop/identity/next?name=users%7C").body,
            R"({"NewIdentityValue":1})");
  EXPECT_EQ(send("POST", "/databases/shop/identity/seed?name=users%7C&value=9").body,
            R"({"NewSeedValue":9})");
  EXPECT_EQ(send("POST", "/databases/shop/identity/seed?name=users%7C&value=3&force=true").body,
            R"({"NewSeedValue":3})");
  EXPECT_EQ(send("GET", "/databases/shop/debug/identities").body, R"({"users|":3})");
  EXPECT_EQ(send("POST", "/databases/shop/identity/next").status, 400);
  EXPECT_EQ(send("POST", "/databases/shop/identity/seed?name=users%7C").status, 400);
  EXPECT_EQ(send("POST", "/databases/shop/identity/seed?name=users%7C&value=-1").status, 400);
}

}  // namespace
}  // namespace penstock::api
