#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

class DatabasesTest : public ApiTest {
 protected:
  http::Response create(const std::string& name, const std::string& members = "",
                        const http::Fields& headers = {{"ETag", "\"undefined\""}}) {
    return send("PUT", "/admin/databases?name=" + name + "&replicationFactor=1",
                R"({"DatabaseName":")" + name + "\"" + members + "}", headers);
  }
};

TEST_F(DatabasesTest, CreatesADatabase) {
  const auto response = create("orders");
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(text(response, "Name"), "orders");
  EXPECT_EQ(json(response).at("Topology").at("Members").at(0).as_string(), "A");
  EXPECT_EQ(send("GET", "/databases/orders/stats").status, 200);
}

TEST_F(DatabasesTest, RefusesToCreateWhatIsThere) {
  const auto response = create("Shop");
  EXPECT_EQ(response.status, 409);
  EXPECT_THAT(response.body, HasSubstr("ConcurrencyException"));
}

TEST_F(DatabasesTest, RefusesWrongNamesAndBodies) {
  EXPECT_EQ(create("a%2Fb").status, 400);
  EXPECT_EQ(send("PUT", "/admin/databases?name=x", "[1]").status, 400);
  EXPECT_EQ(send("PUT", "/admin/databases?name=x", "{").status, 400);
}

TEST_F(DatabasesTest, SaysWhatOfARecordItDoesNotSupport) {
  const auto response = create("x", R"(,"Settings":{},"Encrypted":true)");
  EXPECT_EQ(response.status, 501);
  EXPECT_THAT(response.body, HasSubstr("'Encrypted'"));
  EXPECT_EQ(create("shop", "", {{"ETag", "\"7\""}}).status, 501);
  EXPECT_EQ(create("x", R"(,"Settings":{},"Encrypted":false,"Revisions":null)").status, 201);
}

TEST_F(DatabasesTest, ShowsTheRecord) {
  const auto response = send("GET", "/admin/databases?name=SHOP");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(text(response, "DatabaseName"), "shop");
  EXPECT_TRUE(json(response).at("SqlEtls").as_array().empty());
  EXPECT_EQ(etag(response), "\"0\"");
}

TEST_F(DatabasesTest, ShowsNoRecordOfWhatIsNotThere) {
  const auto response = send("GET", "/admin/databases?name=nodb");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(http::find_field(response.headers, "Database-Missing"), "nodb");
}

TEST_F(DatabasesTest, ListsInPages) {
  create("a");
  create("b");
  EXPECT_EQ(send("GET", "/databases?start=0&pageSize=25&namesOnly=true").body,
            R"({"Databases":["a","b","shop"]})");
  EXPECT_EQ(send("GET", "/databases?start=1&pageSize=1&namesOnly=true").body,
            R"({"Databases":["b"]})");
  EXPECT_EQ(send("GET", "/databases?name=A&namesOnly=true").body, R"({"Databases":["a"]})");
}

TEST_F(DatabasesTest, SaysOfOpenDatabasesHowMuchIsInThem) {
  put("orders/1", R"({"Total":1})");
  const auto listed = json(send("GET", "/databases")).at("Databases").at(0).as_object();
  EXPECT_EQ(listed.at("Name").as_string(), "shop");
  EXPECT_EQ(listed.at("DocumentsCount").as_int64(), 1);
  const auto stats = json(send("GET", "/databases/shop/stats"));
  EXPECT_EQ(listed.at("TotalSize"), stats.at("SizeOnDisk"));
}

TEST_F(DatabasesTest, DeletesADatabaseWithItsData) {
  const auto response =
      send("DELETE", "/admin/databases", R"({"DatabaseNames":["SHOP"],"HardDelete":true})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(send("GET", "/databases?namesOnly=true").body, R"({"Databases":[]})");
}

TEST_F(DatabasesTest, DeletesNothingWhenTheFilesAreToStay) {
  const auto response =
      send("DELETE", "/admin/databases", R"({"DatabaseNames":["shop"],"HardDelete":false})");
  EXPECT_EQ(response.status, 501);
  EXPECT_THAT(response.body, HasSubstr("HardDelete: true"));
  EXPECT_EQ(send("GET", "/databases/shop/stats").status, 200);
}

TEST_F(DatabasesTest, CountsWhatThereIs) {
  put("orders/1", R"({"@metadata":{"@collection":"Orders"}})");
  put("orders/2", R"({"@metadata":{"@collection":"Orders"}})");
  put("x", "{}");
  send("DELETE", "/databases/shop/docs?id=x");

  const auto statistics = json(send("GET", "/databases/shop/stats"));
  EXPECT_EQ(statistics.at("CountOfDocuments").as_int64(), 2);
  EXPECT_EQ(statistics.at("CountOfTombstones").as_int64(), 1);
  EXPECT_EQ(statistics.at("LastDocEtag").as_int64(), 4);
  EXPECT_THAT(send("GET", "/databases/shop/collections/stats").body,
              HasSubstr(R"("Collections":{"Orders":2})"));
  EXPECT_THAT(send("GET", "/databases/shop/collections/stats/detailed").body,
              HasSubstr(R"("CountOfDocuments":2,"Size":)"));
  EXPECT_EQ(send("GET", "/databases/shop/stats/essential").status, 200);
  EXPECT_EQ(send("GET", "/databases/shop/stats/detailed").status, 200);
}

}  // namespace
}  // namespace penstock::api
