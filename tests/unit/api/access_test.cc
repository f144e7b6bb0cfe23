// What an answer leaves out for a caller who may not see all.
#include "security/caller.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using security::Caller;
using security::Clearance;
using security::DatabaseAccess;
using ::testing::AllOf;
using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;

class AccessTest : public ApiTest {
 protected:
  AccessTest() {
    must(databases_->create("bank"));
    for (const std::string database : {"shop", "bank"}) {
      send("PUT", "/databases/" + database + "/admin/connection-strings",
           R"({"Name":"mirror","Type":"Raven","Database":"mirrored",
               "TopologyDiscoveryUrls":["http://mirror.example:8080"]})");
      send("PUT", "/databases/" + database + "/admin/etl",
           R"({"Name":"to mirror","EtlType":"Raven","Disabled":true,"ConnectionStringName":"mirror",
               "Transforms":[{"Name":"all","Collections":["Orders"],"Script":""}]})");
    }
  }

  void come_as(DatabaseAccess access) {
    caller_ = Caller::holder("ann", "AB12", {.databases = {{"shop", access}}});
  }

  std::string body(const std::string& target) { return send("GET", target).body; }
};

TEST_F(AccessTest, ListsOnlyDatabasesThatTheCallerMayRead) {
  come_as(DatabaseAccess::kRead);
  EXPECT_EQ(body("/databases?namesOnly=true"), R"({"Databases":["shop"]})");
  EXPECT_EQ(body("/databases?namesOnly=true&name=bank"), R"({"Databases":[]})");
  caller_ = Caller::holder("ann", "AB12", {});
  EXPECT_EQ(body("/databases"), R"({"Databases":[]})");
  caller_ = Caller::holder("ann", "AB12", {.clearance = Clearance::kOperator});
  EXPECT_EQ(body("/databases?namesOnly=true"), R"({"Databases":["bank","shop"]})");
}

TEST_F(AccessTest, ListsOnlyTasksOfDatabasesThatTheCallerMayRead) {
  come_as(DatabaseAccess::kAdmin);
  EXPECT_THAT(body("/etl/tasks"), AllOf(HasSubstr(R"("Database":"shop")"), Not(HasSubstr("bank"))));
}

TEST_F(AccessTest, TellsAReaderNotWhereTasksDeliverTo) {
  for (const std::string target :
       {"/databases/shop/tasks", "/databases/shop/task?key=2&type=RavenEtl", "/etl/tasks"}) {
    come_as(DatabaseAccess::kReadWrite);
    EXPECT_THAT(body(target), AllOf(HasSubstr("to mirror"), Not(HasSubstr("mirror.example")),
                                    Not(HasSubstr("mirrored"))))
        << target;
    come_as(DatabaseAccess::kAdmin);
    EXPECT_THAT(body(target), AllOf(HasSubstr("mirror.example"), HasSubstr("mirrored"))) << target;
  }
}

TEST_F(AccessTest, LetsAReaderReadCountersByPostAndWriteNone) {
  put("orders/1", R"({"@metadata":{"@collection":"Orders"}})");
  const auto post = [&](const std::string& operation) {
    return send("POST", "/databases/shop/counters",
                R"({"Documents":[{"DocumentId":"orders/1","Operations":[)" + operation + "]}]}");
  };
  come_as(DatabaseAccess::kRead);
  EXPECT_EQ(post(R"({"Type":"Get","CounterName":"likes"})").status, 200);
  const auto refused = post(R"({"Type":"Increment","CounterName":"likes","Delta":1})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("the access ReadWrite to the database 'shop'"));
  come_as(DatabaseAccess::kReadWrite);
  EXPECT_EQ(post(R"({"Type":"Increment","CounterName":"likes","Delta":1})").status, 200);
}

TEST_F(AccessTest, RefusesInAMultiGetWhatIsOfAnotherDatabase) {
  come_as(DatabaseAccess::kRead);
  const auto response =
      send("POST", "/databases/shop/multi_get",
           R"({"Requests":[{"Url":"/databases/bank/docs","Query":"?id=1","Method":"GET"}]})");
  EXPECT_NE(response.status, 200);
}

TEST_F(AccessTest, GivesARepeatedCommandsAnswerToNobodyWhoMayNotAsk) {
  const auto create = [&] {
    return send("PUT", "/admin/databases?name=depot&raft-request-id=17", R"({})").status;
  };
  EXPECT_EQ(create(), 201);
  EXPECT_EQ(create(), 201);
  come_as(DatabaseAccess::kAdmin);
  EXPECT_EQ(create(), 403);
}

}  // namespace
}  // namespace penstock::api
