#include "api/cluster_command.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

class ClusterCommandTest : public ApiTest {
 protected:
  http::Response run(const std::string& commands, const std::string& query = "") {
    return send("POST", "/databases/shop/bulk_docs?raft-request-id=x" + query,
                fmt::format(R"({{"Commands":[{}],"TransactionMode":"ClusterWide"}})", commands));
  }
  static std::string put_command(const std::string& seen, int n = 1) {
    return fmt::format(
        R"({{"Type":"PUT","Id":"users/1","ChangeVector":null,"OriginalChangeVector":{},
            "Document":{{"n":{}}}}})",
        seen.empty() ? "null" : '"' + seen + '"', n);
  }
  /// Writes users/1 and returns its change vector.
  std::string write(const std::string& seen = "", int n = 1) {
    const auto answer = json(run(put_command(seen, n)));
    return std::string(answer.at("Results").at(0).at("@change-vector").as_string());
  }
  boost::json::array values(const std::string& prefix = "") {
    return json(send("GET", "/databases/shop/cmpxchg?startsWith=" + prefix))
        .at("Results")
        .as_array();
  }
  void expect_conflict(const http::Response& response) {
    EXPECT_EQ(response.status, 409);
    EXPECT_THAT(text(response, "Type"), HasSubstr("ClusterTransactionConcurrencyException"));
  }
};

TEST_F(ClusterCommandTest, WritesDocumentsAndValuesTogether) {
  const auto answer = json(
      run(put_command("") +
          R"(,{"Type":"CompareExchangePUT","Id":"k/1","Index":0,"Document":{"Object":{"a":1}}})"));
  EXPECT_GT(answer.at("TransactionIndex").as_int64(), 0);
  EXPECT_EQ(answer.at("Results").at(0).at("@id").as_string(), "users/1");
  const auto& value = answer.at("Results").at(1);
  EXPECT_EQ(value.at("Type").as_string(), "CompareExchangePUT");
  EXPECT_EQ(value.at("Key").as_string(), "k/1");
  EXPECT_EQ(value.at("Value").at("Object").at("a").as_int64(), 1);
  EXPECT_EQ(values("k/").at(0).at("Index").as_int64(), value.at("Index").as_int64());
}

TEST_F(ClusterCommandTest, WritesNothingIfOneValueChangedMeanwhile) {
  expect_conflict(
      run(put_command("") +
          R"(,{"Type":"CompareExchangePUT","Id":"k/1","Index":7,"Document":{"Object":1}})"));
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=users%2F1").status, 404);
  EXPECT_TRUE(values().empty());
}

TEST_F(ClusterCommandTest, DeletesValues) {
  run(R"({"Type":"CompareExchangePUT","Id":"k/1","Index":0,"Document":{"Object":1}})");
  const auto index = values("k/").at(0).at("Index").as_int64();
  expect_conflict(run(R"({"Type":"CompareExchangeDELETE","Id":"k/1","Index":99})"));
  EXPECT_EQ(
      run(fmt::format(R"({{"Type":"CompareExchangeDELETE","Id":"k/1","Index":{}}})", index)).status,
      201);
  EXPECT_TRUE(values("k/").empty());
}

TEST_F(ClusterCommandTest, GuardsTheDocumentsThatItWrites) {
  const auto version = write();
  const auto guards = values("rvn-atomic/");
  ASSERT_EQ(guards.size(), 1u);
  EXPECT_EQ(guards[0].at("Key").as_string(), "rvn-atomic/users/1");
  EXPECT_EQ(guards[0].at("Value").at("Object").at("Id").as_string(), "users/1");
  EXPECT_EQ(guards[0].at("Value").at("Object").at("ChangeVector").as_string(), version);
}

TEST_F(ClusterCommandTest, RefusesASessionThatMissedAnotherOnesWrite) {
  const auto first = write();
  const auto second = write(first, 2);
  expect_conflict(run(put_command(first, 3)));
  expect_conflict(run(put_command("", 3)));
  EXPECT_EQ(run(put_command(second, 3)).status, 201);
}

TEST_F(ClusterCommandTest, DoesNotMindWhatOrdinarySessionsWrite) {
  const auto first = write();
  put("users/1", R"({"n":5})");
  EXPECT_EQ(run(put_command(first, 2)).status, 201);
  put("users/2", R"({"n":5})");
  EXPECT_EQ(run(R"({"Type":"PUT","Id":"users/2","Document":{}})").status, 201);
}

TEST_F(ClusterCommandTest, DropsTheGuardWithTheDocument) {
  const auto version = write();
  expect_conflict(run(R"({"Type":"DELETE","Id":"users/1","OriginalChangeVector":"A:0-x"})"));
  EXPECT_EQ(
      run(fmt::format(R"({{"Type":"DELETE","Id":"users/1","OriginalChangeVector":"{}"}})", version))
          .status,
      201);
  EXPECT_TRUE(values("rvn-atomic/").empty());
  write();
}

TEST_F(ClusterCommandTest, ForgetsTheGuardOfADocumentThatAnOrdinarySessionDeleted) {
  write();
  send("DELETE", "/databases/shop/docs?id=users%2F1");
  EXPECT_EQ(run(put_command("")).status, 201);
}

TEST_F(ClusterCommandTest, LeavesGuardsOutIfAsked) {
  EXPECT_EQ(run(put_command(""), "&disableAtomicDocumentWrites=true").status, 201);
  EXPECT_TRUE(values("rvn-atomic/").empty());
  EXPECT_EQ(run(put_command("A:0-x"), "&disableAtomicDocumentWrites=true").status, 201);
}

TEST_F(ClusterCommandTest, TakesOnlyCommandsThatAClusterCanRun) {
  for (const auto* command :
       {R"({"Type":"Counters","Id":"users/1","Counters":{"DocumentId":"users/1","Operations":[]}})",
        R"({"Type":"DELETE","Id":"users/","IdPrefixed":true})", R"({"Type":"CompareExchangePUT"})",
        R"({"Type":"CompareExchangePUT","Id":"k","Document":[]})",
        R"({"Type":"CompareExchangePUT","Id":"k","Index":-1,"Document":{}})",
        R"({"Type":"CompareExchangeDELETE","Id":"k","Index":"1"})", R"({"Type":"Nonsense"})"}) {
    EXPECT_EQ(run(command).status, 400) << command;
  }
  EXPECT_EQ(
      send("POST", "/databases/shop/bulk_docs", R"({"Commands":[],"TransactionMode":"Galactic"})")
          .status,
      400);
}

}  // namespace
}  // namespace penstock::api
