#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

using TopologyTest = ApiTest;

TEST_F(TopologyTest, SendsClientsBackToTheAddressThatTheyUsed) {
  const auto response = send("GET", "/topology?name=SHOP&first-topology-update");
  ASSERT_EQ(response.status, 200);
  const auto node = json(response).at("Nodes").at(0);
  EXPECT_EQ(node.at("Url").as_string(), "http://localhost:8080");
  EXPECT_EQ(node.at("Database").as_string(), "shop");
  EXPECT_EQ(node.at("ClusterTag").as_string(), "A");
}

TEST_F(TopologyTest, SaysThatADatabaseIsMissingInTheWayClientsKnow) {
  for (const auto* target :
       {"/topology?name=nodb", "/databases/nodb/docs?id=x", "/databases/nodb/stats"}) {
    const auto response = send("GET", target);
    EXPECT_EQ(response.status, 503) << target;
    EXPECT_EQ(http::find_field(response.headers, "Database-Missing"), "nodb") << target;
    EXPECT_THAT(response.body, HasSubstr("DatabaseDoesNotExistException")) << target;
  }
}

TEST_F(TopologyTest, DescribesAClusterOfOne) {
  const auto topology = json(send("GET", "/cluster/topology")).at("Topology");
  EXPECT_EQ(topology.at("Members").at("A").as_string(), "http://localhost:8080");
  EXPECT_TRUE(topology.at("Watchers").as_object().empty());
}

TEST_F(TopologyTest, AnswersTheSmallQuestionsOfClients) {
  EXPECT_EQ(text(send("GET", "/build/version"), "FullVersion"), "7.2.2");
  EXPECT_EQ(send("GET", "/databases/shop/healthcheck").status, 204);
  EXPECT_EQ(json(send("GET", "/databases/shop/configuration/client")).at("Etag").as_int64(), 0);
  EXPECT_EQ(text(send("GET", "/cluster/node-info"), "NodeTag"), "A");
}

TEST_F(TopologyTest, IsReadyOnlyBetweenItsStartAndItsStop) {
  services_.is_ready = [] { return false; };
  EXPECT_EQ(send("GET", "/health/ready").status, 503);
  EXPECT_EQ(send("GET", "/health/live").status, 200);
  services_.is_ready = [] { return true; };
  EXPECT_EQ(send("GET", "/health/ready").status, 200);
}

TEST_F(TopologyTest, TellsPeopleAndToolsHowItIs) {
  EXPECT_EQ(send("GET", "/health/live").status, 200);
  EXPECT_EQ(send("GET", "/health/ready").status, 200);
  EXPECT_THAT(send("GET", "/metrics").body,
              HasSubstr("penstock_http_requests_total{method=\"GET\",status=\"2xx\"} 2"));
}

TEST_F(TopologyTest, TellsWhatShouldWorryWhoeverRunsTheServer) {
  EXPECT_EQ(json(send("GET", "/server/notifications")).at("TotalResults").as_int64(), 0);
  services_.notices = [] {
    return std::vector<ServerNotice>{{"Unsecured", "Nothing protects it", "Anyone may.", {}}};
  };
  const auto answer = json(send("GET", "/server/notifications"));
  const auto& notice = answer.at("Results").at(0);
  EXPECT_EQ(notice.at("Id").as_string(), "AlertRaised/Unsecured");
  EXPECT_EQ(notice.at("AlertType").as_string(), "Unsecured");
  EXPECT_EQ(notice.at("Message").as_string(), "Anyone may.");
}

}  // namespace
}  // namespace penstock::api
