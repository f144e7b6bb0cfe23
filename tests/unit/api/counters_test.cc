#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;

class CountersTest : public ApiTest {
 protected:
  CountersTest() { put("orders/1", "{}"); }

  http::Response get(const std::string& query) {
    return send("GET", "/databases/shop/counters" + query);
  }
  http::Response post(const std::string& body) {
    return send("POST", "/databases/shop/counters", body);
  }
  /// One document's operations, with apostrophes for quotes.
  http::Response post_operations(std::string operations, const std::string& id = "orders/1") {
    return post(R"({"Documents":[{"DocumentId":")" + id + R"(","Operations":[)" +
                quoted(std::move(operations)) + "]}]}");
  }
  http::Response send_batch(std::string commands) {
    return send("POST", "/databases/shop/bulk_docs",
                R"({"Commands":[)" + quoted(std::move(commands)) + "]}");
  }
  static std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
  }
  std::string all(const std::string& id = "orders/1") { return get("?docId=" + id).body; }
};

TEST_F(CountersTest, CountsAndAnswersInOrder) {
  const auto response = post_operations(
      "{'Type':'Increment','CounterName':'likes','Delta':5},"
      "{'Type':'Put','CounterName':'views','Delta':-3},"
      "{'Type':'Get','CounterName':'LIKES'},"
      "{'Type':'Delete','CounterName':'views'},"
      "{'Type':'Get','CounterName':'views','Delta':null}");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            quoted("{'Counters':[{'DocumentId':'orders/1','CounterName':'likes','TotalValue':5},"
                   "{'DocumentId':'orders/1','CounterName':'views','TotalValue':-3},"
                   "{'DocumentId':'orders/1','CounterName':'LIKES','TotalValue':5},null]}"));
}

TEST_F(CountersTest, ReadsByNameAndAll) {
  post_operations(
      "{'Type':'Increment','CounterName':'b','Delta':1},"
      "{'Type':'Increment','CounterName':'a','Delta':9223372036854775807}");
  EXPECT_EQ(
      get("?docId=ORDERS/1&counter=none&counter=B").body,
      quoted("{'Counters':[null,{'DocumentId':'ORDERS/1','CounterName':'B','TotalValue':1}]}"));
  EXPECT_THAT(all(), HasSubstr(quoted("'CounterName':'a','TotalValue':9223372036854775807},{")));
  EXPECT_EQ(all("missing"), R"({"Counters":[]})");
  EXPECT_EQ(get("?docId=missing&counter=a").body, R"({"Counters":[null]})");
  EXPECT_EQ(get("").status, 400);
}

TEST_F(CountersTest, SaysWhatEachNodeCountedIfAsked) {
  post_operations("{'Type':'Increment','CounterName':'a','Delta':2}");
  EXPECT_THAT(get("?docId=orders/1&full=true").body, HasSubstr(R"("CounterValues":{"A-)"));
  EXPECT_THAT(post(quoted("{'ReplyWithAllNodesValues':true,'Documents':[{'DocumentId':'orders/1',"
                          "'Operations':[{'Type':'Get','CounterName':'a'}]}]}"))
                  .body,
              HasSubstr(R"("TotalValue":2,"CounterValues":{"A-)"));
  EXPECT_THAT(all(), Not(HasSubstr("CounterValues")));
}

TEST_F(CountersTest, TheDocumentShowsItsCounters) {
  post_operations("{'Type':'Increment','CounterName':'likes','Delta':1}");
  EXPECT_THAT(send("GET", "/databases/shop/docs?id=orders/1").body,
              HasSubstr(R"("@flags":"HasCounters","@counters":["likes"])"));
  EXPECT_THAT(put("orders/1", R"({"@metadata":{"@counters":["forged"],"@flags":"x"}})").body,
              Not(HasSubstr("forged")));
  EXPECT_THAT(send("GET", "/databases/shop/docs?id=orders/1").body,
              HasSubstr(R"("@counters":["likes"])"));
  EXPECT_THAT(send("GET", "/databases/shop/stats").body, HasSubstr(R"("CountOfCounterEntries":1)"));
}

TEST_F(CountersTest, RefusesBadInputAndChangesNothing) {
  for (const auto* body :
       {"", "[]", "{}", R"({"Documents":{}})", R"({"Documents":[1]})",
        R"({"Documents":[{"Operations":[]}]})",
        R"({"Documents":[{"DocumentId":"","Operations":[]}]})",
        R"({"Documents":[{"DocumentId":"orders/1"}]})", R"({"FromEtl":1,"Documents":[]})"}) {
    EXPECT_EQ(post(body).status, 400) << body;
  }
  const std::string good = "{'Type':'Increment','CounterName':'a','Delta':1},";
  for (const auto* operation :
       {"1", "{}", "{'Type':'Increment','CounterName':'a'}", "{'Type':'Put','CounterName':'a'}",
        "{'Type':'Increment','CounterName':'a','Delta':1.5}",
        "{'Type':'Increment','CounterName':'a','Delta':'1'}",
        "{'Type':'Increment','CounterName':'a','Delta':9223372036854775808}",
        "{'Type':'Increment','CounterName':'','Delta':1}",
        "{'Type':'Increment','CounterName':1,'Delta':1}", "{'Type':'Increment','Delta':1}",
        "{'Type':'Double','CounterName':'a','Delta':1}", "{'CounterName':'a','Delta':1}",
        "{'Type':'Increment','CounterName':'a','Delta':9223372036854775807}"}) {
    EXPECT_EQ(post_operations(good + operation).status, 400) << operation;
  }
  EXPECT_EQ(all(), R"({"Counters":[]})");
}

TEST_F(CountersTest, ADocumentThatIsNotThereIsNamed) {
  const auto response =
      post_operations("{'Type':'Increment','CounterName':'a','Delta':1}", "missing");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("DocumentDoesNotExistException"));
  EXPECT_THAT(response.body, HasSubstr("Document missing does not exist"));
}

TEST_F(CountersTest, ABatchCountsInItsTransaction) {
  const auto response = send_batch(
      "{'Type':'PUT','Id':'new','Document':{}},"
      "{'Type':'Counters','Id':'new','Counters':{'DocumentId':'new','Operations':["
      "{'Type':'Increment','CounterName':'likes','Delta':5},"
      "{'Type':'Delete','CounterName':'views'}]}},"
      "{'Type':'DELETE','Id':'orders/1'}");
  ASSERT_EQ(response.status, 201);
  const auto results = json(response).at("Results").as_array();
  ASSERT_EQ(results.size(), 3u);
  const auto& counted = results[1].as_object();
  EXPECT_EQ(counted.at("Type").as_string(), "Counters");
  EXPECT_EQ(counted.at("Id").as_string(), "new");
  const auto& detail = counted.at("CountersDetail").at("Counters").as_array();
  ASSERT_EQ(detail.size(), 1u);
  EXPECT_EQ(detail[0].at("TotalValue").as_int64(), 5);
  EXPECT_EQ(counted.at("DocumentChangeVector").as_string(),
            etag(send("GET", "/databases/shop/docs?id=new"))
                .substr(1, counted.at("DocumentChangeVector").as_string().size()));
}

TEST_F(CountersTest, ABatchThatFailsCountsNothing) {
  const auto response = send_batch(
      "{'Type':'Counters','Id':'orders/1','Counters':{'DocumentId':'orders/1',"
      "'Operations':[{'Type':'Increment','CounterName':'a','Delta':1}]}},"
      "{'Type':'Counters','Id':'no','Counters':{'DocumentId':'no','Operations':"
      "[{'Type':'Increment','CounterName':'a','Delta':1}]}}");
  EXPECT_EQ(response.status, 500) << "never 404, which clients do not understand here";
  EXPECT_EQ(all(), R"({"Counters":[]})");
  EXPECT_EQ(send_batch("{'Type':'Counters','Id':'a'}").status, 400);
  EXPECT_EQ(send_batch("{'Type':'Counters','Id':'a','Counters':[]}").status, 400);
}

// Protocol, section 15.4: what the ETL process of a RavenDB sends.
TEST_F(CountersTest, EtlCountsForTheDocumentThatItJustPut) {
  const std::string counters =
      "{'Id':'orders/1/people/','Counters':{'DocumentId':'orders/1/people/','Operations':["
      "{'Type':'Put','CounterName':'likes','Delta':7},"
      "{'Type':'Delete','CounterName':'old','Delta':0}]},'Type':'Counters','FromEtl':true}";
  const auto response =
      send_batch("{'Id':'orders/1/people/','Document':{},'Type':'PUT'}," + counters);
  ASSERT_EQ(response.status, 201) << response.body;
  const auto id = std::string(json(response).at("Results").as_array().at(0).at("@id").as_string());
  EXPECT_THAT(all(id), HasSubstr(R"("CounterName":"likes","TotalValue":7)"));
  EXPECT_EQ(send_batch(counters).status, 400);
}

TEST_F(CountersTest, EtlPassesOverDocumentsThatAreGone) {
  const auto response = send_batch(
      "{'Id':'gone','Counters':{'DocumentId':'gone','Operations':["
      "{'Type':'Put','CounterName':'likes','Delta':7}]},'Type':'Counters','FromEtl':true}");
  EXPECT_EQ(response.status, 201);
  EXPECT_THAT(response.body, HasSubstr(R"("CountersDetail":{"Counters":[]})"));
  EXPECT_EQ(post(quoted("{'FromEtl':true,'Documents':[{'DocumentId':'gone','Operations':"
                        "[{'Type':'Increment','CounterName':'a','Delta':1}]}]}"))
                .body,
            R"({"Counters":[]})");
}

TEST_F(CountersTest, LoadsIncludeCounters) {
  put("orders/2", "{}");
  post_operations(
      "{'Type':'Increment','CounterName':'a','Delta':1},"
      "{'Type':'Increment','CounterName':'b','Delta':2}");
  const auto load = [&](const std::string& query) {
    return send("GET", "/databases/shop/docs?id=orders/1" + query);
  };
  const auto all_of_two = json(load("&id=orders/2&id=none&counter=@all_counters"));
  const auto& includes = all_of_two.at("CounterIncludes").as_object();
  EXPECT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes.at("orders/1").as_array().size(), 2u);
  EXPECT_TRUE(includes.at("orders/2").as_array().empty());
  EXPECT_THAT(load("&counter=b&counter=none").body,
              HasSubstr(quoted("'CounterIncludes':{'orders/1':[{'DocumentId':'orders/1',"
                               "'CounterName':'b','TotalValue':2},null]}")));
  EXPECT_THAT(load("").body, Not(HasSubstr("CounterIncludes")));
}

// Counting does not change the document, but what the client has is out of date all the same.
TEST_F(CountersTest, TheEtagOfALoadCoversTheCountersInIt) {
  post_operations("{'Type':'Increment','CounterName':'a','Delta':1}");
  const std::string target = "/databases/shop/docs?id=orders/1&counter=a";
  const auto before = etag(send("GET", target));
  EXPECT_EQ(send("GET", target, "", {{"If-None-Match", before}}).status, 304);
  post_operations("{'Type':'Increment','CounterName':'a','Delta':1}");
  EXPECT_EQ(send("GET", target, "", {{"If-None-Match", before}}).status, 200);
}

}  // namespace
}  // namespace penstock::api
